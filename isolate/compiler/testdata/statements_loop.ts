for (const x of [1, 2, 3] as const) {
  console.log(x);
}
