function f() {
  enum E { A }
  return boom();
}
f()
