// form 2, inserted breaks 2
const a = [1]
;return(
 [2].map(boom))
