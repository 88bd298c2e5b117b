// form 2, inserted breaks 3
const { a, b: [c = 1] = [] }                               = {};
const f = ({ x, y = 2 }                             = {})         => boom();
return(
f())
