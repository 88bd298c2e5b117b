const patients = await Promise.all([11, 12, 13].map((patient_id) => external_patient({ patient_id })));
const today = new Date("2026-03-02");
const ages = patients.map(({ name, born }) => {
  const date = new Date(born);
  const hadBirthday = today.getMonth() > date.getMonth() || (today.getMonth() === date.getMonth() && today.getDate() >= date.getDate());
  return [name, today.getFullYear() - date.getFullYear() - (hadBirthday ? 0 : 1)] as const;
});
const risky = new Set(["penicillin", "aspirin"]);
const careful = patients.filter((p) => new Set(p.allergies).intersection(risky).size > 0).map((p) => p.name);
return { ages: Object.fromEntries(ages), careful };
