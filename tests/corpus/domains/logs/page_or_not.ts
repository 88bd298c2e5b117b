const { count } = await external_logs_count({ level: "error" });
const severity = count > 10 ? 1 : count > 3 ? 2 : null;
if (severity) {
  const { id } = await external_incident_create({ title: `${count} errors`, severity, services: ["api", "worker"] });
  return `paged: ${id}`;
}
return "quiet";
