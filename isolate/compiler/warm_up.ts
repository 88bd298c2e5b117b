// Programs in the style that models write. Compiling them before the snapshot is made puts the functions' code into it.
export const warmUpPrograms = [
  `const { items } = await external_listProducts({ category: "books", limit: 5 });
type Rating = { score: number; count: number };
const ratings: Rating[] = await Promise.all(items.map((item: { id: string }) => external_getRating({ id: item.id }) as Promise<Rating>));
return items.map((item, i) => ({ ...item, average: ratings[i]!.score / (ratings[i]!.count || 1) })).sort((a, b) => b.average - a.average);
`,
  `async () => {
  interface Issue { number: number; title: string; labels?: readonly string[] }
  const found: Issue[] = [];
  for (let page = 1; page <= 3; page++) {
    const batch = await codemode.github.search_issues<Issue[]>({ query: \`is:open page:\${page}\`, page });
    if (!batch?.length) break;
    found.push(...batch.filter(({ labels = [] }) => labels.includes("bug") && !labels.some((label) => /wontfix|dup/i.test(label))));
  }
  return { count: found.length, titles: found.map((issue) => issue.title.trim()) };
}
`,
  `function retry<T>(work: () => Promise<T>, times: number = 3): Promise<T> {
  return work().catch((error: unknown) => { if (times <= 1) throw error; return retry(work, times - 1); });
}
class Totals { private sum = 0; readonly seen = new Map<string, number>(); add(name: string, value: number): this {
  this.sum += value; this.seen.set(name, (this.seen.get(name) ?? 0) + value); return this; } get total(): number { return this.sum; } }
const totals = new Totals();
try {
  const rows = (await retry(() => external_query({ sql: "select 1" }))) as Array<Record<string, any>>;
  for (const row of rows) totals.add(row["name"], Number(row.value));
} catch (e) {
  console.error("failed", (e as Error).message);
} finally { console.log(totals.total); }
switch (totals.seen.size) { case 0: break; default: do { totals.add("x", -1); } while (totals.total > 0); }
({ total: totals.total, names: [...totals.seen.keys()] } satisfies object)
`,
  "enum Color { Red, Green = 'g', Blue = 1 << 2 }\nnamespace Shapes { export const sides = 4; export function area(a: number): number { return a * a; } }\n" +
    "class P { constructor(private readonly x: number, public y?: number) {} }\nconst p = <any>new P(Shapes.sides);\nColor.Blue + p.x",
  "Here is the program:\n\n```ts\nexport default async function main(input: { n: number }): Promise<number> {\n  return input.n + 1;\n}\n```\n",
  "{ a: 1, b: [input] }",
  "import fs from 'fs';\nfs.readFileSync('x')",
  "const x = foo(1;\nreturn x",
];
