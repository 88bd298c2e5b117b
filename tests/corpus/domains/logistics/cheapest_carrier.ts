const carriers = ["dhl", "ups", "gls"] as const;
const quotes = await Promise.all(carriers.map((carrier) => codemode.rates.quote({ carrier, weight_kg: 7.5 })));
quotes.sort((a, b) => a.price_eur - b.price_eur);
return quotes[0];
