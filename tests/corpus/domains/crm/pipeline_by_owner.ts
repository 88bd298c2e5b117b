// Joins deals to accounts to sales people, and sums what is won and what is open.
interface OwnerTotals {
  owner: string;
  team: string;
  won: number;
  open: number;
}

const [accounts, { deals }] = await Promise.all([external_list_accounts({}), external_list_deals({})]);
const ownerOf = new Map<string, string>(accounts.map((a) => [a.id, a.owner_id]));
const ownerIds = [...new Set(accounts.map((a) => a.owner_id))];
const users = await Promise.all(ownerIds.map((user_id) => external_get_user({ user_id })));

const totals: Record<string, OwnerTotals> = {};
for (const user of users) {
  totals[user.id] = { owner: user.name, team: user.team, won: 0, open: 0 };
}
for (const deal of deals) {
  const ownerId = ownerOf.get(deal.account_id);
  if (!ownerId || deal.stage === "lost") continue;
  totals[ownerId][deal.stage] += deal.amount;
}
return Object.values(totals).sort((a, b) => b.won + b.open - (a.won + a.open));
