async function run(input: { n: number }): Promise<number> {
  return boom();
}
