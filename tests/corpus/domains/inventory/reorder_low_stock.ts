async function* catalogue() {
  let pages = 1;
  for (let page = 1; page <= pages; page++) {
    const answer = await external_search_items({ page });
    pages = answer.pages;
    yield* answer.items;
  }
}

const orders: string[] = [];
const noSupplier: string[] = [];
for await (const item of catalogue()) {
  const rows = await external_stock_of({ sku: item.sku });
  const quantity = rows.reduce((total, row) => total + row.quantity, 0);
  if (quantity >= item.reorder_at) continue;
  if (item.supplier === null) {
    noSupplier.push(item.name);
    continue;
  }
  const order = await external_place_order({ sku: item.sku, supplier_id: item.supplier, quantity: 2 * item.reorder_at - quantity });
  orders.push(`${order.id}: ${order.quantity} x ${order.sku}`);
}
return { orders, noSupplier };
