class Point {
  constructor(private readonly x: number, public y = 1) { boom(); }
}
new Point(1)
