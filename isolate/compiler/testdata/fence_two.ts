```ts
const a: number = 1;
```
Now the rest:
```ts
return boom() + a;
```
