class A {}
class B extends A {
  constructor(public b: string) {
    super(); boom();
  }
}
new B("x")
