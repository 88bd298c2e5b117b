const report = { stopped: [] as string[], kept: [] as string[], saved: 0 };
for (const region of ["eu", "us"] as const) {
  const { instances } = await tools.compute.instances.list({ region, state: "running" });
  for (const vm of instances) {
    if (vm.tags.env === "prod") {
      report.kept.push(`${vm.id} (prod)`);
      continue;
    }
    const { cpu } = await tools.compute.metrics.cpu({ instance_id: vm.id });
    if (cpu >= 5) {
      report.kept.push(`${vm.id} (${cpu} %)`);
      continue;
    }
    const { state } = await tools.compute.instances.stop({ instance_id: vm.id });
    if (state === "stopped") {
      report.stopped.push(vm.id);
      report.saved += (await tools.pricing.get({ size: vm.size })).hour * 24;
    }
  }
}
return { ...report, saved: Math.round(report.saved * 100) / 100 };
