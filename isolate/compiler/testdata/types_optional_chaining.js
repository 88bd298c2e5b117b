// form 2, inserted breaks 2
const o      = {};
return(
o?.a?.[0]?.b ?? boom())
