const orders = await external_orders_list({ user: "bob" });
let cents = 0n;
for (const order of orders) {
  for (const line of order.lines) {
    const { price_cents } = await external_catalog_product({ id: line.product_id });
    cents += BigInt(price_cents) * BigInt(line.quantity);
  }
}
return `${cents / 100n}.${String(cents % 100n).padStart(2, "0")} EUR`;
