let tries = 0;
let line;
do {
  tries++;
  line = await external_cart_add({ user: "dan", product_id: 6, quantity: 2 }).catch(() => null);
} while (line === null && tries < 5);
return { tries, line: line?.id };
