const { data: open } = await external_billing_list_invoices({ customer_id: 3, status: "open" });
const ids = [...open.map((i) => i.id), "in_7", "in_99"];

const outcomes = await Promise.allSettled(
  ids.map((invoice_id) => external_billing_pay_invoice({ invoice_id, idempotency_key: `march-${invoice_id}` })),
);

const paid: string[] = [];
const refused: Record<string, string> = {};
outcomes.forEach((outcome, i) => {
  if (outcome.status === "fulfilled") paid.push(outcome.value.id);
  else refused[ids[i]] = outcome.reason.code === "CONFLICT" ? `is ${outcome.reason.data.status}` : outcome.reason.message;
});
return { paid, refused };
