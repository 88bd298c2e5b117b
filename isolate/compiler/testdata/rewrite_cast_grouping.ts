const a: any = 1;
const b = a + 1 as number * boom();
