const { lines: errors } = await external_logs_query({ service: "api", level: "error" });
if (errors.length === 0) return { verdict: "healthy" };

const firstError = errors[0];
const [deploy] = await external_deploys_list({ service: "api", before: firstError.time });
if (!deploy) return { verdict: "no deploy" };

const minutes = (Date.parse(firstError.time) - Date.parse(deploy.time)) / 60_000;
const database = await external_logs_query({ trace: firstError.trace, service: "db" });
const verdict = database.lines.length > 0 ? "database" : minutes < 10 ? "deploy" : "unknown";
const incident = await external_incident_create({ title: `api: ${firstError.text}`, severity: 2, services: verdict === "database" ? ["api", "db"] : ["api"] });
return { verdict, version: deploy.version, minutes: Math.round(minutes * 10) / 10, incident: incident.id };
