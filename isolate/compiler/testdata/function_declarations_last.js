// form 3
const LIMIT         = 10;
                           
function one()         { return LIMIT; }
async function two() { return boom(); }

return two(input)