// form 2, inserted breaks 6
/*
```ts
not this
```
*/
return(
boom())
