1. First:

   ```ts
   const x: number = boom();
   ```
