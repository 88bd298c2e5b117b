// why: Every form of asking Date for the time.
// expect: value [true,true,true]
const before = [new Date().getTime(), Date(), new Intl.DateTimeFormat('en', { fractionalSecondDigits: 3, second: 'numeric' } as never).format()];
for (let i = 0, x = 0; i < 3_000_000; ++i) x += i;
const after = [new Date().getTime(), Date(), new Intl.DateTimeFormat('en', { fractionalSecondDigits: 3, second: 'numeric' } as never).format()];
return before.map((value, i) => value === after[i]);
