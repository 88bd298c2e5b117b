let attempt = 0;
let quote;
while (!quote) {
  attempt++;
  try {
    quote = await external_rates_quote({ carrier: "ups", weight_kg: 2 });
  } catch (err) {
    if (attempt >= 5) throw err;
    await new Promise((resolve) => setTimeout(resolve, 5 * attempt));
  }
}
return { attempt, price: quote.price_eur };
