function f() {
  const x = await g();
  return x;
}
f();
