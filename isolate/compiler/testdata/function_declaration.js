// form 3
async function run(input               )                  {
  return boom();
}

return run(input)