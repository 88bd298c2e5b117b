// form 2, inserted breaks 2
const name         = "x";
return(
`a
  ${name          } ${boom()}
b`)
