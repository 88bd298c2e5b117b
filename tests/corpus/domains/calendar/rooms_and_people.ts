const [rooms, people] = await Promise.all([
  external_listRooms({}),
  Promise.all(["p1", "p2", "p3"].map(async (personId) => {
    const person = await external_getPerson({ personId });
    return [person.name, person.timezone.split("/")[0]] as const;
  })),
]);
const seatsByFloor = rooms.reduce<Record<number, number>>((floors, room) => ({ ...floors, [room.floor]: (floors[room.floor] ?? 0) + room.seats }), {});
return { seatsByFloor, regions: Object.fromEntries(people) };
