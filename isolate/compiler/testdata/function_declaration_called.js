// form 2, inserted breaks 4
async function main() {
  return boom();
}
return(
main());
