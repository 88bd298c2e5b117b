namespace A.B {
  export let count = 0;
  export namespace C { export class D { x = boom(); } }
}
new A.B.C.D()
