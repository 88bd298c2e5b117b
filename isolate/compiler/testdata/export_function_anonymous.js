// form 4
const $result= function (input     ) { return boom(); };

return $result(input)