// form 3
const main = async (input               ) => {
  return boom();
};

return main(input)