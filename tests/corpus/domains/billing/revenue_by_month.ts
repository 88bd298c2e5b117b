const { data } = await tools.billing_list_invoices({ status: "paid" });
return data.reduce((months: Record<string, number>, invoice) => {
  const month = invoice.issued.slice(0, 7);
  months[month] = (months[month] || 0) + invoice.cents / 100;
  return months;
}, {});
