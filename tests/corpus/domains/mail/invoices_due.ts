const pattern = /EUR (?<amount>[\d.]+) until (?<date>\d{4}-\d{2}-\d{2})/;

async function* inbox() {
  let page_token: string | undefined;
  do {
    const page = await external_gmail_search({ folder: "inbox", page_token });
    yield* page.messages;
    page_token = page.next_page_token ?? undefined;
  } while (page_token);
}

const due: { subject: string; amount: number; date: string }[] = [];
for await (const { subject, body } of inbox()) {
  const groups = body.match(pattern)?.groups;
  if (groups) due.push({ subject, amount: parseFloat(groups.amount), date: groups.date });
}
return { due, total: due.reduce((sum, d) => sum + d.amount, 0) };
