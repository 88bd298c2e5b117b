async function (input: { n: number }) {
  return boom();
}
