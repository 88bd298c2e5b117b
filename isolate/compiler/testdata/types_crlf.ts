const a: number = 1;
interface B {
  c: string;
}
boom();
