type Agenda = { name: string; status: "ok"; titles: string[] } | { name: string; status: "private" } | { name: string; status: "error"; message: string };

async function agendaOf(personId: string): Promise<Agenda> {
  try {
    const person = await external_getPerson({ personId });
    if (!person.calendar) return { name: person.name, status: "private" };
    const { events } = await external_listEvents({ calendar: person.calendar });
    return { name: person.name, status: "ok", titles: events.map((e) => e.title) };
  } catch (error) {
    return { name: personId, status: "error", message: error instanceof Error ? error.message : String(error) };
  }
}

export default async function () {
  return Promise.all(["p1", "p2", "p3", "p4"].map(agendaOf));
}
