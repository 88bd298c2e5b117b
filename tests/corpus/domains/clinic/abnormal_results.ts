const abnormal: string[] = [];
let cursor: string | null | undefined;
do {
  const page: Awaited<ReturnType<typeof external_lab_results>> = await external_lab_results({ patient_id: 11, ...(cursor ? { cursor } : {}) });
  for (const r of page.results) if (r.value < r.low || r.value > r.high) abnormal.push(`${r.taken} ${r.test} ${r.value}`);
  cursor = page.cursor;
} while (cursor);
return abnormal;
