// form 4
const k         = 1;
const $result= async (input     )                  => boom() + k;

return $result(input)