const errors = [];
let solved = 0;
for (const ticket_id of [73, 76, 99]) {
  try {
    const t = await external_helpdesk_update_ticket({ ticket_id, status: "solved" });
    if (t.status === "solved") solved += 1;
  } catch (e) {
    errors.push(`${ticket_id}: ${e.message}`);
  }
}
return { solved, errors };
