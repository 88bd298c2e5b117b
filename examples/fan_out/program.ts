// Checks 200 hosts, never more than 16 at the same time.
async function mapWithLimit<T, R>(limit: number, items: T[], action: (item: T) => Promise<R>): Promise<R[]> {
  const results = new Array<R>(items.length);
  let next = 0;
  async function worker() {
    while (next < items.length) {
      const index = next++;
      results[index] = await action(items[index]);
    }
  }
  await Promise.all(Array.from({ length: limit }, worker));
  return results;
}

const hosts = Array.from({ length: 200 }, (_, i) => `host-${String(i + 1).padStart(3, "0")}`);
let running = 0;
let most = 0;

const states = await mapWithLimit(16, hosts, async (host) => {
  most = Math.max(most, ++running);
  try {
    return (await external_check_host({ host })).state as string;
  } catch (error: any) {
    return error.code as string;
  } finally {
    running--;
  }
});

const counts: Record<string, number> = {};
for (const state of states) counts[state] = (counts[state] ?? 0) + 1;
return { counts, not_up: hosts.filter((_, i) => states[i] !== "up"), most_at_once: most };
