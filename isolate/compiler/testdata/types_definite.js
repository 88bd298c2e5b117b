// form 2, inserted breaks 3
let x         ;
let y                    ;
return(
x = boom());
