// why: Hundreds of zones, each loaded by ICU.
// wall_time: 30s
// cpu_time: 5s
// expect: value true
const zones = (Intl as never as { supportedValuesOf(key: string): string[] }).supportedValuesOf('timeZone');
return zones.every((timeZone) => new Date(1e12).toLocaleString('en', { timeZone }).length > 0);
