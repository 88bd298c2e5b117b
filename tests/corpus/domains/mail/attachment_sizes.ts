const sizes = [];
let token;
do {
  const page = await external_gmail_search({ folder: "inbox", page_token: token });
  sizes.push(...page.messages.flatMap((m) => m.attachments));
  token = page.next_page_token;
} while (token);
const bytes = sizes.reduce((sum, a) => sum + a.bytes, 0);
return `${sizes.length} files, ${new Intl.NumberFormat("en").format(bytes)} bytes`;
