// form 3
function helper(x        )         {
  return boom();
}

async function main() {
  return helper(1);
}

function after() {}

return main(input)