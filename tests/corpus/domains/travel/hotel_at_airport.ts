const { city } = await external_airport({ code: "NRT" });
const { hotels } = await external_hotels_search({ city, min_stars: 4 });
hotels.length ? { city, hotel: hotels[0].name, week: hotels[0].night * 7 } : null;
