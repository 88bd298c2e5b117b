async function forecastOf(lat: number, lon: number, left = 3): Promise<number> {
  try {
    return (await external_forecast({ lat, lon })).days.length;
  } catch (error) {
    if (left === 0) throw error;
    return forecastOf(lat, lon, left - 1);
  }
}
return { days: await forecastOf(38.72, -9.14) };
