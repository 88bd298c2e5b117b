const limit = new Date("2026-02-26T23:59:59Z");
const { tickets } = await external_helpdesk_list_tickets({ status: "open" });
const escalated: number[] = [];
for (const ticket of tickets) {
  if (new Date(ticket.created) > limit || ticket.priority === "high") continue;
  await external_helpdesk_update_ticket({ ticket_id: ticket.id, priority: "high" });
  escalated.push(ticket.id);
}
return escalated;
