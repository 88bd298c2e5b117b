function compare(a: string, b: string): number;
function compare(a: number[], b: number[]): number;
function compare(a: string | number[], b: string | number[]): number {
  const left = typeof a === "string" ? a.split(".").map(Number) : a;
  const right = typeof b === "string" ? b.split(".").map(Number) : b;
  for (let i = 0; i < Math.max(left.length, right.length); i++) {
    const difference = (left[i] ?? 0) - (right[i] ?? 0);
    if (difference) return difference;
  }
  return 0;
}

const { hosts } = await external_assets_list({});
const names = [...new Set(hosts.flatMap((h) => h.packages.map((p) => p.name)))];
const vulns = (await Promise.all(names.map((name) => external_vulns_for_package({ package: name })))).flatMap((v) => v.vulnerabilities);

const affected: { host: string; id: string; cvss: number }[] = [];
for (const { host, packages } of hosts) {
  for (const { name, version } of packages) {
    for (const vuln of vulns) {
      if (vuln.package === name && compare(version, vuln.fixed_in) < 0) affected.push({ host, id: vuln.id, cvss: vuln.cvss });
    }
  }
}
return affected.sort((a, b) => b.cvss - a.cvss || a.host.localeCompare(b.host));
