const [leave, staff] = await Promise.all([
  external_list_leave({ from: "2026-03-02", to: "2026-03-08", approved: true }),
  external_list_employees({ department: "engineering" }),
]);
const away = new Set(leave.map((l) => l.employee_id));
return { away: staff.filter((e) => away.has(e.id)).map((e) => e.name), here: staff.filter((e) => !away.has(e.id)).map((e) => e.name) };
