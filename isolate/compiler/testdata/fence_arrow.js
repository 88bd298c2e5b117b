// form 3, fenced, inserted breaks 2
     
return(
async () => {
  return boom();
})(input)
   
