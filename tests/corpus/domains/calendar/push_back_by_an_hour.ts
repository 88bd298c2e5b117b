const later = (iso: string) => new Date(Date.parse(iso) + 3_600_000).toISOString().replace(".000Z", "Z");

const { events } = await external_listEvents({ calendar: "cal_noor", from: "2026-03-02T10:00:00Z" });
const moved: Record<string, string> = {};
for (const event of events) {
  const updated = await external_moveEvent({ eventId: event.id, start: later(event.start), end: later(event.end) });
  moved[updated.title] = updated.start;
}
const check = await external_listEvents({ calendar: "cal_noor", from: "2026-03-02T10:00:00Z" });
return { moved, starts: check.events.map((e) => e.start.slice(11, 16)) };
