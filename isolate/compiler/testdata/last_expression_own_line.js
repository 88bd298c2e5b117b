// form 2, inserted breaks 2
const a         = 1;
  return(
  boom())
