const { students } = await external_listStudents({ className: "7b" });
const flags = await Promise.all(students.map(async (s) => (await external_getGrades({ studentId: s.student_id })).every((g) => g.points >= 10)));
return students.filter((_, i) => flags[i]).map((s) => s.name);
