async function sizeOf(path: string): Promise<number> {
  const entry = await external_fs_stat({ path });
  if (entry.type === "file") return entry.size;
  let total = 0;
  for (const child of entry.children) {
    total += await sizeOf(child);
  }
  return total;
}

return { all: await sizeOf("/"), docs: await sizeOf("/docs") };
