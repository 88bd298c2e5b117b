// form 2, inserted breaks 2
const a = 1, b = 2, c = 3, f = (x, y) => boom();
return(
f(a < b, c > (a)))
