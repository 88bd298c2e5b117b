class Basket {
  readonly #lines: { title: string; quantity: number }[] = [];
  add(title: string, quantity: number) {
    this.#lines.push({ title, quantity });
  }
  get summary() {
    return this.#lines.map((l) => `${l.quantity} ${l.title}`);
  }
}

const [last] = (await external_orders_list({ user: "ann", since: "2026-02-05" }));
const basket = new Basket();
const missing: string[] = [];
for (const { product_id, quantity } of last.lines) {
  const product = await external_catalog_product({ id: product_id });
  if (product.stock === 0) {
    missing.push(product.title);
  } else if (product.stock < quantity) {
    await external_cart_add({ user: "ann", product_id, quantity: product.stock });
    basket.add(product.title, product.stock);
  } else {
    await external_cart_add({ user: "ann", product_id, quantity });
    basket.add(product.title, quantity);
  }
}
return { basket: basket.summary, missing };
