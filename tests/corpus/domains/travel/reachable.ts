const visited = new Set(["HAM"]);
let frontier = ["HAM"];
const rings: string[][] = [];
for (let hops = 1; hops <= 3 && frontier.length; hops++) {
  const found = new Set<string>();
  for (const from of frontier) {
    for (const flight of await external_flights_search({ from })) {
      if (flight.seats > 0 && !visited.has(flight.to)) found.add(flight.to);
    }
  }
  found.forEach((code) => visited.add(code));
  frontier = [...found].sort();
  if (frontier.length) rings.push(frontier);
}
return rings;
