const k: number = 1;
export default async (input: any): Promise<number> => boom() + k;
