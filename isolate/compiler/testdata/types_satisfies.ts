const config = { a: 1, b: [2, 3] } satisfies Record<string, unknown>;
const t = [1, 2] as const;
return boom();
