// form 2, fenced, inserted breaks 3
     
const a = 1;
return(
boom())