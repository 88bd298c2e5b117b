async () => {
  const { deals } = await external_list_deals({});
  const closed = deals.filter((deal) => deal.stage !== "open");
  const won = closed.filter((deal) => deal.stage === "won");
  return {
    closed: closed.length,
    won: won.length,
    rate: Number((won.length / closed.length).toFixed(3)),
    revenue: won.reduce((sum, deal) => sum + deal.amount, 0),
  };
}
