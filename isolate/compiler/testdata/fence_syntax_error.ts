Text.
```ts
const a = (1;
```
