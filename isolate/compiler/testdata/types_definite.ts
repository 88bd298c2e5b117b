let x!: number;
let y: number | undefined;
x = boom();
