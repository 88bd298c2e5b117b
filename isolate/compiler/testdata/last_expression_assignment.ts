let x: number;
x = boom();
