const errors: { trace: string; text: string }[] = [];
let after: string | undefined;
paging: while (true) {
  const page = await external_logs_query({ level: "error", after });
  for (const { trace, text } of page.lines) {
    if (text.includes("refused")) break paging;
    errors.push({ trace, text });
  }
  if (page.cursor === null) break;
  after = page.cursor;
}

const stories = new Map<string, string[]>();
for (const { trace } of errors) {
  const { lines } = await external_logs_query({ trace });
  stories.set(trace, lines.map((l) => `${l.service}/${l.level}`));
}
return Object.fromEntries(stories);
