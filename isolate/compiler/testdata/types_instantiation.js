// form 2, inserted breaks 2
const make = Map                ;
return(
boom())
