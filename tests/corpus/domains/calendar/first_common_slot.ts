class Interval {
  constructor(readonly start: number, readonly end: number) {}
  overlaps(other: Interval): boolean {
    return this.start < other.end && other.start < this.end;
  }
  static of(event: { start: string; end: string }): Interval {
    return new Interval(Date.parse(event.start), Date.parse(event.end));
  }
}

const day = { from: "2026-03-02T09:00:00Z", to: "2026-03-02T17:00:00Z" };
const people = await Promise.all(["p1", "p2"].map((personId) => external_getPerson({ personId })));
const lists = await Promise.all(people.map((p) => external_listEvents({ calendar: p.calendar!, ...day })));
const busy = lists.flatMap((list) => list.events.map(Interval.of));

const half = 30 * 60 * 1000;
for (let t = Date.parse(day.from); t + 2 * half <= Date.parse(day.to); t += half) {
  const slot = new Interval(t, t + 2 * half);
  if (!busy.some((b) => b.overlaps(slot))) {
    const [room] = await external_listRooms({ minSeats: people.length });
    const booking = await external_bookRoom({
      roomId: room.id,
      start: new Date(slot.start).toISOString(),
      end: new Date(slot.end).toISOString(),
      title: people.map((p) => p.name).join(" + "),
    });
    return { room: room.name, start: booking.start, booking: booking.id };
  }
}
return null;
