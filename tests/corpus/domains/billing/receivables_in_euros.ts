const { data: customers } = await external_billing_list_customers({});

const rates = new Map<string, number>();
for (const currency of new Set(customers.map((c) => c.currency))) {
  rates.set(currency, (await external_fx_rate({ currency })).per_eur);
}

let total = 0;
const rows: Array<{ customer: string; euros: number }> = [];
for (const customer of customers) {
  const { data } = await external_billing_list_invoices({ customer_id: customer.id, status: "open" });
  const cents = data.reduce((sum, invoice) => sum + invoice.cents, 0);
  const euros = Math.round(cents / rates.get(customer.currency)!) / 100;
  total += euros;
  if (euros > 0) rows.push({ customer: customer.name, euros });
}
return { rows, total };
