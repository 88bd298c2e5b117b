// form 2, inserted breaks 3
                             
                  
return(
boom())
