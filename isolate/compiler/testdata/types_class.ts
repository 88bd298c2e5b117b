abstract class Shape<T extends object = {}> {
  private readonly name: string = "s";
  protected static count?: number;
  declare tag: T;
  abstract area(): number;
  get size(): number { return this.area(); }
  method?(): void;
}
class Square extends Shape<{}> implements Sized {
  constructor(side: number) { super(); }
  override area(): number { return boom(); }
}
return new Square(2).size;
