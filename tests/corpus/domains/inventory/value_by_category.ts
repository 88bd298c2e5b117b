class Ledger {
  private readonly totals = new Map<string, number>();

  add(category: string, value: number): this {
    this.totals.set(category, (this.totals.get(category) ?? 0) + value);
    return this;
  }

  rounded(): Record<string, number> {
    return Object.fromEntries([...this.totals].map(([category, value]) => [category, Math.round(value * 100) / 100]));
  }
}

const first = await external_search_items({});
const rest = await Promise.all(Array.from({ length: first.pages - 1 }, (_, i) => external_search_items({ page: i + 2 })));
const items = [first, ...rest].flatMap((page) => page.items);
const ledger = new Ledger();
for (const item of items) {
  const stock = await external_stock_of({ sku: item.sku });
  ledger.add(item.category, stock.reduce((n, s) => n + s.quantity, 0) * item.price);
}
return ledger.rounded();
