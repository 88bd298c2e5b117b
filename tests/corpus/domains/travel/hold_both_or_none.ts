// Both seats or none: what is held already is given back before the next combination is tried.
class Holds {
  private held: string[] = [];
  constructor(private readonly passenger: string) {}

  async take(no: string): Promise<void> {
    const { hold_id } = await external_flights_hold({ no, passenger: this.passenger });
    this.held.push(hold_id);
  }

  async rollback(): Promise<void> {
    while (this.held.length > 0) await external_flights_release({ hold_id: this.held.pop()! });
  }

  get ids(): readonly string[] {
    return this.held;
  }
}

const combinations = [["LH1", "LH2"], ["KL7", "KL8"]];
const failures: string[] = [];
for (const flights of combinations) {
  const holds = new Holds("R. Ito");
  try {
    for (const no of flights) await holds.take(no);
    return { held: holds.ids, failures };
  } catch (error) {
    failures.push(`${flights.join("+")}: ${(error as Error).message}`);
    await holds.rollback();
  }
}
return { held: [], failures };
