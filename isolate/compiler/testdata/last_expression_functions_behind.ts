await main();
async function main(): Promise<void> {
  boom();
}
