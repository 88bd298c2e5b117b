const [{ messages: inbox }, { messages: archive }] = await Promise.all([
  external_gmail_search({ folder: "inbox", unread: true }),
  external_gmail_search({ folder: "archive" }),
]);
return { unread: inbox.length, archived: archive.length };
