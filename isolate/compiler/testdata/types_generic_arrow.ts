const id = async <T,>(x: T): Promise<T> => boom();
await id<number>(1)
