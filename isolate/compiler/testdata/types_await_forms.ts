const [a, b]: [number, number] = await Promise.all([1, 2] as const);
for await (const x of [1] as any) void x;
await (boom() as Promise<void>);
