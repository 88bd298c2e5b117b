const LIMIT: number = 10;
type Item = { id: string };
function one(): number { return LIMIT; }
async function two() { return boom(); }
