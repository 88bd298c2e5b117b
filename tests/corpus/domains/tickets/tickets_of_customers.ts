const names = ["kate", "leo", "mo"];
const customers = await Promise.all(names.map((name) => external_customers_get({ name })));
const tickets = await Promise.all(names.map((customer) => external_helpdesk_list_tickets({ customer })));
return customers.map((c, i) => ({ ...c, tickets: tickets[i].tickets.map((t) => t.id) }));
