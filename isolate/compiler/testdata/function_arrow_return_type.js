// form 3, inserted breaks 1
return(
async (
  value               ,
           
        
) => boom())(input)
