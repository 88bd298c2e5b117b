// form 1, fenced
         

        
   const x         = boom();
      
