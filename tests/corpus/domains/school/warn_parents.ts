type Result<T> = { ok: true; value: T } | { ok: false; error: Error };

async function attempt<T>(work: Promise<T>): Promise<Result<T>> {
  try {
    return { ok: true, value: await work };
  } catch (error) {
    return { ok: false, error: error as Error };
  }
}

const { students } = await external_listStudents({});
const mailed: string[] = [];
const problems: string[] = [];
for (const { student_id, name } of students) {
  const grades = await external_getGrades({ studentId: student_id, subject: "maths" });
  if (grades.every((g) => g.points >= 12)) continue;
  const parent = await attempt(external_getParent({ studentId: student_id }));
  if (!parent.ok) {
    problems.push(`${name}: ${parent.error.message}`);
    continue;
  }
  const mail = await attempt(external_sendMail({ to: parent.value.email, subject: `Maths of ${name}`, body: `${grades[0].points} points` }));
  if (mail.ok) mailed.push(`${name} ${mail.value.id}`);
  else problems.push(`${name}: ${mail.error.message}`);
}
return { mailed, problems };
