type Priority = "P1" | "P2" | "P3";
const priorityOf = (severity: string, exposed: boolean): Priority => {
  if (severity === "critical") return exposed ? "P1" : "P2";
  if (severity === "high" && exposed) return "P2";
  return "P3";
};

const { hosts } = await external_assets_list({});
const tickets: string[] = [];
for (const { host, packages, exposed, owner } of hosts) {
  const { name } = packages[0];
  const { vulnerabilities } = await external_vulns_for_package({ package: name });
  const [vuln] = vulnerabilities;
  if (!vuln || packages[0].version.localeCompare(vuln.fixed_in, "en", { numeric: true }) >= 0) continue;
  const priority = priorityOf(vuln.severity, exposed);
  const ticket = await external_ticket_create({ team: owner, title: `${host}: ${name} < ${vuln.fixed_in}`, priority });
  tickets.push(`${ticket.id} ${owner} ${priority}`);
}
return tickets;
