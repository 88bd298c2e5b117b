const m = new Map<string, number>();
m.get("a")!
