// form 1
outer: for (const i of [1]            ) {
  switch (i          ) {
    case 1: break outer;
    default: console.log(i);
  }
}
return boom();
