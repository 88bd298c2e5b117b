const all = [];
let total = Infinity;
while (all.length < total) {
  const page = await external_billing_list_invoices({ offset: all.length, limit: 3 });
  all.push(...page.data);
  total = page.total;
}
return all.map((invoice) => `${invoice.id}:${invoice.status}`);
