let outcome = "none";
let done = false;
try {
  await external_book_slot({ slot_id: "a", patient_id: 12, reason: "rash" });
  outcome = "booked";
} catch (error) {
  outcome = `refused (${(error as Error & { code: string }).code})`;
} finally {
  done = true;
}
return { outcome, done };
