type Subject = "maths" | "art";
type Card = { name: string } & { [S in Subject]?: number };

function card(strings: TemplateStringsArray, ...values: (string | number)[]): string {
  return strings.reduce((text, part, i) => text + part + (values[i] ?? ""), "").trim();
}

const { students } = await external_listStudents({});
const cards: Card[] = await Promise.all(
  students.map(async ({ student_id, name }) => {
    const result: Card = { name };
    for (const { subject, points } of await external_getGrades({ studentId: student_id })) result[subject] = points;
    return result;
  }),
);
return cards.map((c) => card`${c.name}: maths ${c.maths ?? "-"}, art ${c.art ?? "-"}`);
