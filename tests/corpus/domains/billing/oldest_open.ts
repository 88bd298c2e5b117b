const { data, total } = await external_billing_list_invoices({ status: "open" });
if (total === 0) return null;
const oldest = [...data].sort((a, b) => a.issued.localeCompare(b.issued))[0];
const paid = await external_billing_pay_invoice({ invoice_id: oldest.id });
return `${paid.id} is ${paid.status}; ${total - 1} left`;
