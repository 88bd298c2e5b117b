const topics: [RegExp, "billing" | "account" | "bugs"][] = [
  [/refund|invoice|money/i, "billing"],
  [/password|log in/i, "account"],
  [/crash|error/i, "bugs"],
];

const { tickets } = await tools.helpdesk.list_tickets({ status: "new" });
const triaged: Record<number, string> = {};
for (const ticket of tickets) {
  const topic = topics.find(([pattern]) => pattern.test(`${ticket.subject} ${ticket.body}`))?.[1];
  if (topic === undefined) {
    await tools.helpdesk.add_note({ ticket_id: ticket.id, text: "no topic found" });
    continue;
  }
  const [agent] = await tools.helpdesk.list_agents({ online: true, skill: topic });
  const customer = await tools.customers.get({ name: ticket.customer });
  const priority = customer.plan === "business" ? "high" : ticket.priority;
  const updated = await tools.helpdesk.update_ticket({ ticket_id: ticket.id, status: "open", agent: agent.name, priority });
  triaged[ticket.id] = `${topic}/${updated.agent}/${updated.priority}`;
}
return triaged;
