const trip = { from: "HAM", hub: "AMS", to: "NRT", city: "Tokyo", nights: 5 } as const;
const [out, onward, { hotels }] = await Promise.all([
  external_flights_search({ from: trip.from, to: trip.hub }),
  external_flights_search({ from: trip.hub, to: trip.to }),
  external_hotels_search({ city: trip.city }),
]);
const cheapest = (list: { price: number }[]) => Math.min(...list.map((x) => x.price));
const costs = { flights: cheapest(out) + cheapest(onward), hotel: hotels[0].night * trip.nights } satisfies Record<string, number>;
return { ...costs, total: costs.flights + costs.hotel };
