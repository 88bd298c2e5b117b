const requests = await tools.list_leave({ approved: false });
const decided = [];
for (const request of requests) {
  const employee = await tools.get_employee({ id: request.employee_id });
  const { days_left } = await tools.leave_allowance({ employee_id: request.employee_id });
  const key = { employee_id: request.employee_id, from: request.from };
  let answer;
  if (request.days > days_left) {
    answer = await tools.decide_leave({ ...key, decision: "reject", reason: `only ${days_left} days are left` });
  } else if (employee.department === "sales" && request.from.endsWith("-31")) {
    answer = await tools.decide_leave({ ...key, decision: "reject", reason: "end of quarter" });
  } else {
    answer = await tools.decide_leave({ ...key, decision: "approve" });
  }
  decided.push([employee.name, answer.decision]);
}
return decided;
