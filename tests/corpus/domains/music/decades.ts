async function* songs() {
  let offset: number | null = 0;
  while (offset !== null) {
    const { hits, next } = await external_search_songs({ offset });
    for (const hit of hits) yield hit;
    offset = next;
  }
}

const decades = new Map<number, string[]>();
for await (const { title, year } of songs()) {
  const decade = Math.trunc(year / 10) * 10;
  const titles = decades.get(decade);
  if (titles) titles.push(title);
  else decades.set(decade, [title]);
}
return Object.fromEntries([...decades].sort(([a], [b]) => a - b).map(([decade, titles]) => [`${decade}s`, titles]));
