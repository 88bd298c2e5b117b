const accounts = await tools.list_accounts({ country: "DE" });
const emails = [];
for (const account of accounts) {
  const contacts = await tools.list_contacts({ account_id: account.id });
  for (const contact of contacts) {
    if (contact.opted_out || !contact.email) continue;
    emails.push(contact.email.toLowerCase());
  }
}
return emails.sort();
