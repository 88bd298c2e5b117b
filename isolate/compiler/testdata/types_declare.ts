declare const external_x: (args: object) => Promise<any>;
declare function g(): void;
declare module "m" { export const a: number }
declare global { interface Window { a: 1 } }
boom()
