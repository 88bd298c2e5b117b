// form 3, inserted breaks 1
return(
async () => {
  const products = await codemode.listProducts({ category: "books" });
  const ratings = await Promise.all(
    products.items.map((p                ) => codemode.getRating({ id: p.id })),
  );
  return products.items.map((p     , i        ) => ({ ...p, rating: ratings[i] ?? 0 }));
})(input)
