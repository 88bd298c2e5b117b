const { tickets } = await external_helpdesk_list_tickets({ status: "new" });
const oldest = tickets.reduce((a, b) => (a.created < b.created ? a : b));
const customer = await external_customers_get({ name: oldest.customer });
const hours = Math.round((Date.now() - Date.parse(oldest.created)) / 3_600_000);
return `${customer.name} (${customer.plan}) waits ${hours} h for "${oldest.subject}"`;
