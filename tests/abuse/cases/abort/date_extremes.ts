// why: Dates at the edges, through ICU and the legacy parser.
// expect: value true
const texts = [8.64e15, -8.64e15, NaN, 8.64e15 + 1].map((time) => new Date(time).toLocaleString('ar-u-ca-islamic'));
return texts.every((text) => typeof text === 'string');
