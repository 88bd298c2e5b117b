// form 2, inserted breaks 3
function check(x         )                      { boom(); }
const isA = (x     )           => x === "a";
return(
check(1))
