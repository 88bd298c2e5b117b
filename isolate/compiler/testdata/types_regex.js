// form 2, inserted breaks 2
const r         = /a\/b<string>(x as y)/g;
return(
boom())
