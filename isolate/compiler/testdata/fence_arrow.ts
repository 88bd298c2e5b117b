```ts
async () => {
  return boom();
}
```
