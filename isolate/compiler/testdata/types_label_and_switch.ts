outer: for (const i of [1] as number[]) {
  switch (i as number) {
    case 1: break outer;
    default: console.log(i);
  }
}
return boom();
