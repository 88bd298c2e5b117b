async () => {
  const { temperature } = await boom();
  return temperature;
}
