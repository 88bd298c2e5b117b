// form 2, inserted breaks 3
const [a, b]                   = await Promise.all([1, 2]         );
for await (const x of [1]       ) void x;
return(
await (boom()                 ));
