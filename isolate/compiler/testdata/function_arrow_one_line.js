// form 3, inserted breaks 1
return(
async ({ n }               ) => boom())(input)