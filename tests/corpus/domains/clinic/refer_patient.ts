async function main() {
  const patient = await external_patient({ patient_id: 13 });
  const { results } = await external_lab_results({ patient_id: patient.patient_id });
  const worst = results.find((r) => r.value < r.low / 2);
  if (!worst) return { referred: false };

  const [doctor] = await external_find_doctors({ speciality: "dermatology" });
  const { slots } = await external_open_slots({ doctor_id: doctor.doctor_id });
  if (slots.length === 0) return { referred: false, because: `${doctor.name} has no time` };

  const booked = await external_book_slot({ slot_id: slots[0].slot_id, patient_id: patient.patient_id, reason: `${worst.test} ${worst.value}` });
  return { referred: true, doctor: doctor.name, at: booked.start };
}
main();
