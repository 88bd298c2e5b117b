// form 3, inserted breaks 1
return(
async () => {
  const { temperature } = await boom();
  return temperature;
})(input)
