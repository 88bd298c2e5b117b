async function pool<T, R>(items: T[], limit: number, work: (item: T) => Promise<R>): Promise<R[]> {
  const results: R[] = [];
  const queue = items.entries();
  await Promise.all(Array.from({ length: limit }, async () => {
    for (const [index, item] of queue) results[index] = await work(item);
  }));
  return results;
}

const ids = ["vm-1", "vm-2", "vm-3", "vm-4", "vm-5"];
const loads = await pool(ids, 2, async (instance_id) => (await external_compute_metrics_cpu({ instance_id })).cpu);
return ids.filter((_, i) => loads[i] > 50);
