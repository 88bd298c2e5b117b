async ({ student, from }: { student: string; from: string }) => {
  const { students } = await external_listStudents({});
  const match = students.find((s) => s.name.toLowerCase() === student.toLowerCase());
  if (!match) throw new Error(`there is no student ${student}`);
  const grades = await external_getGrades({ studentId: match.student_id });
  const total = grades.reduce((t, g) => t + g.points * g.weight, 0) / grades.reduce((t, g) => t + g.weight, 0);
  const { email } = await external_getParent({ studentId: match.student_id });
  const { id } = await external_sendMail({ to: email, subject: `${match.name}: ${total.toFixed(1)} points`, body: `Greetings, ${from}` });
  return { id, email, average: total.toFixed(2) };
}
