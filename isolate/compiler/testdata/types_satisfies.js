// form 1
const config = { a: 1, b: [2, 3] }                                  ;
const t = [1, 2]         ;
return boom();
