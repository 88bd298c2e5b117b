let cursor: string | undefined = undefined;
const seen: string[] = [];
do {
  const page = await external_shipments_search({ carrier: "dhl", cursor });
  seen.push(...page.items.map((s) => s.tracking_no));
  cursor = page.next_cursor ?? undefined;
} while (cursor);
return seen;
