Promise.all([external_helpdesk_list_agents({ online: true }), external_helpdesk_list_tickets({ status: "open" })])
  .then(([agents, { tickets }]) => agents.map((a) => ({ agent: a.name, open: tickets.filter((t) => t.agent === a.name).length })))
