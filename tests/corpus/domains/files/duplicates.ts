type Stat = Awaited<ReturnType<typeof external_fs_stat>>;
const isFile = (s: Stat): s is Extract<Stat, { type: "file" }> => s.type === "file";

const stack = ["/"];
const byHash = new Map<string, string[]>();
while (stack.length) {
  const stat = await external_fs_stat({ path: stack.pop()! });
  if (isFile(stat)) byHash.set(stat.sha256, [...(byHash.get(stat.sha256) ?? []), stat.path]);
  else stack.push(...stat.children);
}
return [...byHash.values()].filter((paths) => paths.length > 1).map((paths) => paths.sort());
