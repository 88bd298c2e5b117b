const { lat, lon } = await external_geocode({ city: "Oslo" });
const { days: [today] } = await external_forecast({ lat, lon, days: 1 });
return today.max_c < 5 ? "coat" : today.rain_mm > 0 ? "umbrella" : "shirt";
