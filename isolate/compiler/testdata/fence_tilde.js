// form 2, fenced, inserted breaks 2
     
return(
boom())
   
