// form 3, inserted breaks 1
return(
(async (x     )               => {
  return boom();
}))(input)
