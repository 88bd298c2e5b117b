// form 2, inserted breaks 3
const f = (a          
       ) => boom();
return(
f(1))
