// form 2, inserted breaks 3
const a = 1
;                        
return(
[a].map(boom))
