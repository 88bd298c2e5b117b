// form 2, inserted breaks 5
const a         = 1;
             
            
 
return(
boom());
