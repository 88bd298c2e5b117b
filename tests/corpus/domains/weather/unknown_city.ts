const cities = ["Oslo", "Atlantis", "Lisbon"];
const places = await Promise.all(
  cities.map((city) => external_geocode({ city }).then((p) => p.country).catch((e) => `? (${e.message})`)),
);
return Object.fromEntries(cities.map((c, i) => [c, places[i]]));
