const ids = ["vm-2", "vm-3", "vm-9"];
const results = await Promise.allSettled(ids.map((instance_id) => codemode.compute.instances.stop({ instance_id })));
return results.reduce((counts, r) => ({ ...counts, [r.status]: (counts[r.status] ?? 0) + 1 }), {} as Record<string, number>);
