const [north, contoso, lit] = await Promise.all([
  external_get_account({ account_id: "acc_1" }),
  external_get_account({ account_id: "acc_2" }),
  external_get_account({ account_id: "acc_4" }),
]);

return { names: [north.name, contoso.name, lit.name], gold: [north, contoso, lit].filter((a) => a.tier === "gold").length };
