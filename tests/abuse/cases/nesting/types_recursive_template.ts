// why: The type that holds a type checker for minutes: types are not checked, so it costs nothing.
// within: 1500ms
// expect: value 1
type Digit = '0' | '1' | '2' | '3' | '4' | '5' | '6' | '7' | '8' | '9';
type All = `${Digit}${Digit}${Digit}${Digit}${Digit}${Digit}${Digit}${Digit}`;
type Grow<T extends unknown[], N> = T['length'] extends N ? T : Grow<[...T, ...T], N>;
const x: All & Grow<[1], 999999> = 1 as never;
return x;
