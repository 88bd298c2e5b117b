// form 2, inserted breaks 2
function f(                     b         )         { return boom(); }
return(
f.call({ a: 1 }))
