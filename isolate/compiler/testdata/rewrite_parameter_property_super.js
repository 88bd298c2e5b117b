// form 2, inserted breaks 4 8
class A {}
class B extends A {b;
  constructor(       b        ) {
    super();;this.b=b;
             boom();
  }
}
return(
new B("x"))
