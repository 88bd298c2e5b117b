async function main() {
  return boom();
}
main();
