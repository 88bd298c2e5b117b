// Spent in all, orders, and favourite product of each customer.
const orders = await tools.orders.list({ since: "2026-02-01" });
const products = {};
for (const id of [...new Set(orders.flatMap((o) => o.lines).map((l) => l.product_id))].sort()) {
  products[id] = await tools.catalog.product({ id });
}
const customers = orders.reduce((all, order) => {
  const customer = (all[order.user] ??= { spent: 0, orders: 0, pieces: {} });
  customer.orders += 1;
  for (const line of order.lines) {
    customer.spent += line.quantity * products[line.product_id].price_cents;
    customer.pieces[line.product_id] = (customer.pieces[line.product_id] ?? 0) + line.quantity;
  }
  return all;
}, {});
return Object.entries(customers)
  .map(([user, { spent, orders, pieces }]) => ({ user, spent, orders, favourite: products[Object.keys(pieces).sort((a, b) => pieces[b] - pieces[a])[0]].title }))
  .sort((a, b) => b.spent - a.spent);
