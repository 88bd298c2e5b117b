async function orderByName(text: string, quantity: number) {
  const { items } = await external_search_items({ text });
  if (items.length !== 1) throw new Error(`"${text}" fits ${items.length} items`);
  const [item] = items;
  if (!item.supplier) throw new Error(`${item.name} has no supplier`);
  const supplier = await external_supplier({ id: item.supplier });
  const order = await external_place_order({ sku: item.sku, quantity, supplier_id: supplier.id });
  return { order: order.id, cost: quantity * item.price, arrives_in: supplier.lead_days };
}

const results: unknown[] = [];
for (const text of ["drill", "M4", "Gloves"]) {
  results.push(await orderByName(text, 10).catch((e: Error) => e.message));
}
return results;
