const m = new Map<string, Array<{ a: number }>>([["a", []]]);
const r = boom();
