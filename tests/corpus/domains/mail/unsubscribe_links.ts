const { messages } = await external_gmail_search({ folder: "inbox", from_contains: "news@" });
const link = messages[0].body.match(/https:\S+/)![0];
const url = new URL(link);
url.searchParams.set("confirm", "yes");
return { host: url.host, list: url.searchParams.get("list"), url: url.href };
