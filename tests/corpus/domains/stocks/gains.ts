const { positions } = await external_portfolio({ account: "main" });
let gain = 0;
const unpriced: string[] = [];
for (const { symbol, shares, cost } of positions) {
  const quote = await external_quote({ symbol }).catch(() => undefined);
  if (quote) gain += shares * (quote.price - cost);
  else unpriced.push(symbol);
}
return { gain, unpriced };
