const { messages, next_page_token } = await tools.gmail.search({ folder: "inbox", unread: false });
const archived = [];
for (const message of messages) {
  const moved = await tools.gmail.modify({ id: message.id, folder: "archive" });
  archived.push(`${moved.id} -> ${moved.folder}`);
}
return { archived, more: next_page_token !== null };
