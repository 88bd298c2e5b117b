const orders = await external_orders_list({});
const ids = new Set(orders.flatMap((o) => o.lines.map((l) => l.product_id)));
const prices = new Map(await Promise.all([...ids].map(async (id) => [id, (await external_catalog_product({ id })).price_cents] as const)));
const codes = new Set(orders.map((o) => o.coupon).filter((c): c is string => c !== null));
const coupons = new Map(await Promise.all([...codes].map(async (code) => [code, await external_coupons_check({ code })] as const)));

return orders.map((order) => {
  const gross = order.lines.reduce((sum, { product_id, quantity }) => sum + prices.get(product_id)! * quantity, 0);
  const coupon = order.coupon === null ? undefined : coupons.get(order.coupon);
  const percent = coupon && !coupon.expired ? coupon.percent : 0;
  return { id: order.id, cents: Math.round((gross * (100 - percent)) / 100) };
});
