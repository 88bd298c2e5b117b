boom() as {
  a: number;
}
