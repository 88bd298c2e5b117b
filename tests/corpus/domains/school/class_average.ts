const res = await external_listStudents({ className: "7a" });
let sum = 0;
let weight = 0;
for (const s of res.students) {
  const grades = await external_getGrades({ studentId: s.student_id });
  for (const g of grades) {
    sum += g.points * g.weight;
    weight += g.weight;
  }
}
return Math.round(sum / weight * 100) / 100;
