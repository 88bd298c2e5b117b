const text = "login from 203.0.113.7, then 198.51.100.2, 192.0.2.9 and 10.0.0.5";
const ips = text.match(/\b\d{1,3}(?:\.\d{1,3}){3}\b/g) ?? [];
const results = await Promise.allSettled(ips.map((ip) => external_ip_reputation({ ip })));
const verdicts = results.map((r, i) => {
  if (r.status === "rejected") return { ip: ips[i], verdict: r.reason.code as string };
  const { score, country } = r.value;
  return { ip: ips[i], verdict: score > 90 ? "block" : score > 50 ? "challenge" : "allow", from: country ?? "unknown" };
});
return verdicts;
