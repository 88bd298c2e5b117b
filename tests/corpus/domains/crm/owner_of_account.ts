const account = await external_get_account({ account_id: "acc_3" });
const owner = await external_get_user({ user_id: account.owner_id });
`${account.name} (${account.country}) belongs to ${owner.name}, ${owner.team}`
