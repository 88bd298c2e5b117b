const a: any = null;
const c = a ?? a as number || boom();
