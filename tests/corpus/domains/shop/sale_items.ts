const titles: string[] = [];
for (let page: number | null = 1; page !== null; ) {
  const answer = await external_catalog_products({ tag: "sale", page });
  titles.push(...answer.products.map((p) => p.title));
  page = answer.next_page;
}
return titles;
