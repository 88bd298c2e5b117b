boom()
type A = { b: string };
interface C {
  d: A;
}
