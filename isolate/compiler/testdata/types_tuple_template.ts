type Path = `/${string}`;
type L = [a: number, ...rest: string[]];
const p: Path = `/${boom()}`;
