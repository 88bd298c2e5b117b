// The soonest slot of any cardiologist; one that was taken meanwhile is passed over, and TRY_AGAIN is tried again.
const doctors = await external_find_doctors({ speciality: "cardiology" });
const lists = await Promise.all(doctors.map((doctor) => external_open_slots({ doctor_id: doctor.doctor_id })));
const candidates = lists
  .flatMap((list, i) => list.slots.map((slot) => ({ ...slot, doctor: doctors[i].name })))
  .sort((a, b) => Date.parse(a.start) - Date.parse(b.start));

const log: string[] = [];
for (const candidate of candidates) {
  for (let attempt = 1; attempt <= 3; attempt++) {
    try {
      await external_book_slot({ slot_id: candidate.slot_id, patient_id: 11, reason: "check-up" });
      return { doctor: candidate.doctor, start: candidate.start, log };
    } catch (error: any) {
      log.push(`${candidate.slot_id}#${attempt} ${error.code}`);
      if (error.code !== "TRY_AGAIN") break;
    }
  }
}
return { log };
