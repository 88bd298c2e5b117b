type Trip = { via: string; price: number; minutes: number };

const first = await tools.flights.search({ from: "HAM" });
const onward = await Promise.all(first.map((f) => tools.flights.search({ from: f.to, to: "NRT" })));
const clock = (time: string): number => {
  const [h, m] = time.split(":").map(Number);
  return h * 60 + m;
};

const trips: Trip[] = [];
first.forEach((a, i) => {
  for (const b of onward[i]) {
    const layover = clock(b.departs) - (clock(a.departs) + a.minutes);
    if (layover < 45 || a.seats === 0 || b.seats === 0) continue;
    trips.push({ via: a.to, price: a.price + b.price, minutes: a.minutes + layover + b.minutes });
  }
});
return trips.sort((a, b) => a.price - b.price);
