(async (): Promise<number> => {
  return boom();
})();
