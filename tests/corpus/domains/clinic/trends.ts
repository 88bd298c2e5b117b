const trends: Record<string, string> = {};
for (const patient_id of [11, 12, 13]) {
  const { name } = await external_patient({ patient_id });
  const series = new Map<string, { taken: string; value: number }[]>();
  let cursor: string | undefined;
  for (;;) {
    const page = await external_lab_results({ patient_id, cursor });
    for (const { test, taken, value } of page.results) {
      series.set(test, [...(series.get(test) ?? []), { taken, value }]);
    }
    if (!page.cursor) break;
    cursor = page.cursor;
  }
  for (const [test, points] of series) {
    if (points.length < 2) continue;
    const [last, ...before] = points.sort((a, b) => b.taken.localeCompare(a.taken));
    const change = last.value - before[0].value;
    trends[`${name}/${test}`] = `${change > 0 ? "+" : ""}${change.toFixed(1)}`;
  }
}
return trends;
