// form 2, inserted breaks 2
const f = (x        ) => (    { x, y: boom() });
return(
f(1))
