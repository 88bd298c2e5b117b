// form 4
async function work() { return boom(); }
const $result= work;

return typeof $result==="function"?$result(input):$result