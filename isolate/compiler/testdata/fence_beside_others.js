// form 2, fenced, inserted breaks 5
       
           
   
     
return(
boom())
   
       
        
   
