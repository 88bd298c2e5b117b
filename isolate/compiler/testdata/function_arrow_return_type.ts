async (
  value: { n: number },
): Promise<
  number
> => boom()
