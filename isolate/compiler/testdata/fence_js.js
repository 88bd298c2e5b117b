// form 1, fenced
     
return boom();
   