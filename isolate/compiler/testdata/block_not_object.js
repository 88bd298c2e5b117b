// form 1
{
  const a = boom();
  a
}
