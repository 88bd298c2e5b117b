// form 2, inserted breaks 2
const id = async     (x   )             => boom();
return(
await id        (1))
