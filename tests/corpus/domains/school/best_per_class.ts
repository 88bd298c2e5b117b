const { students } = await tools.listStudents({});
const maths = await Promise.all(students.map((s) => tools.getGrades({ studentId: s.student_id, subject: "maths" })));
const best: Record<string, { name: string; points: number }> = {};
students.forEach((s, i) => {
  const points = maths[i][0].points;
  if (!(s.class in best) || best[s.class].points < points) best[s.class] = { name: s.name, points };
});
return best;
