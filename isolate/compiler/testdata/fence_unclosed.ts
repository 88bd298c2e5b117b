```ts
const a = 1;
boom()