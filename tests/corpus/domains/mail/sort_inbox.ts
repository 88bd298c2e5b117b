type Message = { id: number; from: string; subject: string; unread: boolean };
type Rule = { name: string; test(m: Message): boolean; act(m: Message): Promise<unknown> };

const rules: Rule[] = [
  { name: "newsletter", test: (m) => m.from.startsWith("news@"), act: (m) => external_gmail_modify({ id: m.id, folder: "archive", unread: false }) },
  { name: "invoice", test: (m) => m.subject.startsWith("Invoice"), act: (m) => external_gmail_draft({ to: "accounts@example.com", subject: `Fwd: ${m.subject}`, body: "Please pay." }) },
  { name: "other", test: () => true, act: async () => undefined },
];

const first = await external_gmail_search({ folder: "inbox" });
const second = await external_gmail_search({ folder: "inbox", page_token: first.next_page_token! });
const applied: Record<string, number[]> = {};
for (const message of [...first.messages, ...second.messages]) {
  const rule = rules.find((r) => r.test(message))!;
  await rule.act(message);
  (applied[rule.name] ??= []).push(message.id);
}
return applied;
