const { a, b: [c = 1] = [] }: { a?: number; b?: number[] } = {};
const f = ({ x, y = 2 }: { x?: number; y?: number } = {}): number => boom();
f()
