const a: number = 1;
  boom()
