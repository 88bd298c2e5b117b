{
  const a = boom();
  a
}
