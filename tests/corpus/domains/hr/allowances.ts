const team = await external_list_reports({ manager_id: 1 });
const more = await external_list_reports({ manager_id: 2 });
const everyone = [...team, ...more];
const settled = await Promise.allSettled(everyone.map((e) => external_leave_allowance({ employee_id: e.id })));
return everyone.map((e, i) => {
  const outcome = settled[i];
  return `${e.name}: ${outcome.status === "fulfilled" ? outcome.value.days_left : "unknown"}`;
});
