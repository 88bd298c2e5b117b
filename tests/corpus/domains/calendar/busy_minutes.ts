const person = await external_getPerson({ personId: "p1" });
if (person.calendar === null) return "no calendar";
const { events } = await external_listEvents({ calendar: person.calendar, from: "2026-03-02T00:00:00Z", to: "2026-03-03T00:00:00Z" });
const minutes = events.reduce((sum, e) => sum + (Date.parse(e.end) - Date.parse(e.start)) / 60000, 0);
return { person: person.name, minutes, longest: events.map((e) => e.title)[1] };
