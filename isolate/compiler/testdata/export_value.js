// form 4
const a = 1;
const $result= { a, b: boom() };

return typeof $result==="function"?$result(input):$result