// form 4
               async function main(input               ) {
  return boom();
}

return main(input)