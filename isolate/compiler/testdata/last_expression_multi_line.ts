const xs: number[] = [1, 2];
xs
  .map((x: number) => x * 2)
  .filter((x): x is number => boom())
