// form 2, inserted breaks 1
return(
boom()           )                