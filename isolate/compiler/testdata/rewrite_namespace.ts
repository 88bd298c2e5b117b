namespace Geometry {
  export const pi: number = 3;
  export function area(r: number): number {
    return boom() * pi * r;
  }
  export type T = number;
  const hidden = 1;
}
Geometry.area(2)
