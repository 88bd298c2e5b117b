function add(a: number, b: number) { return a + b; }
async () => {
  return add(1, boom());
}
