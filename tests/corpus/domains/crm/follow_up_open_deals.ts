type Plan = { title: string; due?: string };

function planFor(amount: number, tier: string): Plan | null {
  switch (tier) {
    case "gold":
      return { title: amount > 10000 ? "Call the decision maker" : "Send the offer again", due: "2026-03-06" };
    case "silver":
      return { title: "Send a reminder" };
    default:
      return null;
  }
}

const { deals } = await external_list_deals({ stage: "open" });
const created: { account: string; task: string; title: string }[] = [];
let skipped = 0;
for (const deal of deals) {
  const account = await external_get_account({ account_id: deal.account_id });
  const plan = planFor(deal.amount, account.tier);
  if (plan === null) {
    skipped++;
    continue;
  }
  const task = await external_create_task({ account_id: account.id, assignee_id: account.owner_id, ...plan });
  console.log(`created ${task.id} for ${account.name}`);
  created.push({ account: account.name, task: task.id, title: plan.title });
}
return { created, skipped };
