const main = async (input: { n: number }) => {
  return boom();
};
