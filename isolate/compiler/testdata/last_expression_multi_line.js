// form 2, inserted breaks 2
const xs           = [1, 2];
return(
xs
  .map((x        ) => x * 2)
  .filter((x)              => boom()))
