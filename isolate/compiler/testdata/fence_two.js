// form 1, fenced
     
const a         = 1;
   
             
     
return boom() + a;
   
