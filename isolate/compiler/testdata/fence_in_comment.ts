/*
```ts
not this
```
*/
boom()
