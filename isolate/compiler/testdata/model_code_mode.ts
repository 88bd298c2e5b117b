async () => {
  const products = await codemode.listProducts({ category: "books" });
  const ratings = await Promise.all(
    products.items.map((p: { id: string }) => codemode.getRating({ id: p.id })),
  );
  return products.items.map((p: any, i: number) => ({ ...p, rating: ratings[i] ?? 0 }));
}
