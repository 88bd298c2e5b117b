const lists = await Promise.all(["openssl", "nginx", "postgres", "git"].map((name) => tools.vulns_for_package({ package: name })));
const groups = Object.groupBy(lists.flatMap((l) => l.vulnerabilities), (v) => v.severity);
return Object.fromEntries(Object.entries(groups).map(([severity, list]) => [severity, list?.length]));
