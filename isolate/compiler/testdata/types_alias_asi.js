// form 2, inserted breaks 3
let a = 1
;              
 return(
 [a] = [boom()])
