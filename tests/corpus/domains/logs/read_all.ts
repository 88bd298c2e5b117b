const readAll = async (after?: string): Promise<string[]> => {
  const { lines, cursor } = await tools.logs_query({ level: "info", after });
  const texts = lines.map((l) => l.text);
  return cursor ? [...texts, ...(await readAll(cursor))] : texts;
};
return await readAll();
