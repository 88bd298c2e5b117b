const ids = ["acc_1", "acc_9", "acc_5", "acc_77"];
const results = await Promise.allSettled(ids.map((account_id) => external_get_account({ account_id })));

const found = results.flatMap((r) => (r.status === "fulfilled" ? [r.value.name] : []));
const failed = ids.filter((_, i) => results[i].status === "rejected");
return { found, failed };
