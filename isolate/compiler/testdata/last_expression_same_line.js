// form 2, inserted breaks 1
const a = 1; const b         = 2; return(
                                  boom() + a + b)