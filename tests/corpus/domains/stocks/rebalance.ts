interface Order {
  symbol: string;
  side: "buy" | "sell";
  shares: number;
}

const { positions } = await external_portfolio({});
const priced: { symbol: string; shares: number; value: number; price: number }[] = [];
for (const p of positions) {
  if (p.symbol === "GONE") continue;
  const { price } = await external_quote({ symbol: p.symbol });
  priced.push({ symbol: p.symbol, shares: p.shares, price, value: p.shares * price });
}

const target = priced.reduce((sum, p) => sum + p.value, 0) / priced.length;
const plan: Order[] = priced
  .map((p) => ({ symbol: p.symbol, delta: Math.trunc((target - p.value) / p.price) }))
  .filter((p) => p.delta !== 0)
  .map((p) => ({ symbol: p.symbol, side: p.delta > 0 ? ("buy" as const) : ("sell" as const), shares: Math.abs(p.delta) }));
plan.sort((a, b) => b.side.localeCompare(a.side));

const done: string[] = [];
for (const order of plan) {
  const { id, side, shares } = await external_trade(order);
  done.push(`${id} ${side} ${shares} ${order.symbol}`);
}
return done;
