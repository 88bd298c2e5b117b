// form 2, inserted breaks 2
using r             = { [Symbol.dispose]() {} };
return(
boom())
