const MAX = 3;
let retries = 0;

async function addNote(ticket_id: number, text: string) {
  for (let i = 0; ; i++) {
    try {
      return await external_helpdesk_add_note({ ticket_id, text });
    } catch (e: any) {
      if (e.code !== "LOCKED" || i >= MAX) return { id: `failed: ${e.code}` };
      retries++;
      await new Promise((r) => setTimeout(r, e.data?.wait_ms ?? 10));
    }
  }
}

const { tickets } = await external_helpdesk_list_tickets({ status: "open" });
const notes: Record<string, string> = {};
for (const t of tickets) notes[t.subject] = (await addNote(t.id, "weekly review")).id;
return { notes, retries };
