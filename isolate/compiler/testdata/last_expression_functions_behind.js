// form 2, inserted breaks 1
return(
await main());
async function main()                {
  boom();
}
