(async (x: any): Promise<any> => {
  return boom();
})
