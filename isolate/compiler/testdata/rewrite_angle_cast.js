// form 2, inserted breaks 1 2
const a = (       1)
                   , b = (    { c: 2 }); return(
                                        boom())
