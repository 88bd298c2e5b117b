const [eu, us, small, large] = await Promise.all([
  external_compute_instances_list({ region: "eu" }),
  external_compute_instances_list({ region: "us" }),
  external_pricing_get({ size: "small" }),
  external_pricing_get({ size: "large" }),
]);
const hourly = { small: small.hour, large: large.hour };
const costs: Record<string, number> = {};
for (const vm of [...eu.instances, ...us.instances]) {
  if (vm.state !== "running") continue;
  const team = vm.tags.team ?? "nobody";
  costs[team] = (costs[team] ?? 0) + hourly[vm.size];
}
return costs;
