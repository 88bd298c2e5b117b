// Dijkstra over legs that are fetched when a place is first reached.
type Leg = { to: string; km: number; hours: number };
const known = new Map<string, Leg[]>();

async function legsFrom(place: string): Promise<Leg[]> {
  if (!known.has(place)) known.set(place, await tools.routes.legs_from({ place }));
  return known.get(place)!;
}

async function shortest(start: string, goal: string) {
  const best = new Map<string, { km: number; via: string[] }>([[start, { km: 0, via: [start] }]]);
  const open = new Set([start]);
  while (open.size > 0) {
    const place = [...open].reduce((a, b) => (best.get(a)!.km <= best.get(b)!.km ? a : b));
    open.delete(place);
    if (place === goal) return best.get(place)!;
    for (const leg of await legsFrom(place)) {
      const km = best.get(place)!.km + leg.km;
      const old = best.get(leg.to);
      if (old === undefined || km < old.km) {
        best.set(leg.to, { km, via: [...best.get(place)!.via, leg.to] });
        open.add(leg.to);
      }
    }
  }
  return null;
}

return { toVienna: await shortest("HAM", "VIE"), toWarsaw: await shortest("HAM", "WAW"), toRome: await shortest("PRG", "ROM"), asked: known.size };
