let names = [];
let pages = 1;
for (let page = 1; page <= pages; page++) {
  const res = await codemode.search_items({ page });
  pages = res.pages;
  names = names.concat(res.items.map(i => i.name));
}
names.sort().join(", ")
