// form 2, inserted breaks 1
return(
input.n ? boom() : null)