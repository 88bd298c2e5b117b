// form 2, inserted breaks 2
let x        ;
return(
x = boom());
