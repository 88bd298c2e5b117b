// form 3, inserted breaks 1
return(
async function (input               ) {
  return boom();
}

)(input)