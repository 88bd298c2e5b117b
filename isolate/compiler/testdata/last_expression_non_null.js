// form 2, inserted breaks 2
const m = new Map                ();
return(
m.get("a") )
