const { items } = await external_search_items({ category: "tools" });
const suppliers = new Map();
for (const id of new Set(items.map((i) => i.supplier))) {
  if (id) suppliers.set(id, await external_supplier({ id }));
}
return items.map((i) => ({ name: i.name, from: suppliers.get(i.supplier).name, days: suppliers.get(i.supplier).lead_days }));
