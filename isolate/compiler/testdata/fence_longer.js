// form 2, fenced, inserted breaks 6
      
const a = "x";
/*
```
*/
return(
boom())
    
