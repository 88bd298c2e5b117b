// Joins 20,000 orders with 5,000 customers. The lists stay in the sandbox; only three rows come back.
type Customer = { id: number; name: string; country: string };
type Order = { customer_id: number; cents: number; paid: boolean };

const [customers, orders]: [Customer[], Order[]] = await Promise.all([
  tools.crm.customers({ active: true }),
  tools.billing.orders({ year: 2025 }),
]);
console.log(`${customers.length} customers, ${orders.length} orders`);

const open = new Map<number, number>();
for (const order of orders) {
  if (!order.paid) open.set(order.customer_id, (open.get(order.customer_id) ?? 0) + order.cents);
}

return customers
  .filter((customer) => open.has(customer.id))
  .map(({ id, name, country }) => ({ name, country, open_euros: open.get(id)! / 100 }))
  .sort((a, b) => b.open_euros - a.open_euros || a.name.localeCompare(b.name))
  .slice(0, 3);
