````ts
const a = "x";
/*
```
*/
boom()
````
