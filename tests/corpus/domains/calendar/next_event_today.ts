const now = new Date();
const { events } = await tools.listEvents({ calendar: "cal_noor", from: now.toISOString() });
const next = events.find((e) => new Date(e.start) > now);
if (next === undefined) {
  return "nothing more today";
} else {
  const wait = Math.round((new Date(next.start).getTime() - now.getTime()) / 60_000);
  return `${next.title} in ${wait} minutes`;
}
