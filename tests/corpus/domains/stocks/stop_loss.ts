const { positions } = await tools.portfolio({ account: "main" });
const position = positions.find((p) => p.symbol === "QRS")!;
const { price } = await tools.quote({ symbol: "QRS" });
if (price < position.cost * 0.9) {
  const order = await tools.trade({ symbol: "QRS", side: "sell", shares: position.shares, limit_price: null });
  return { sold: order.shares, loss: (position.cost - price) * order.shares };
}
return { sold: 0 };
