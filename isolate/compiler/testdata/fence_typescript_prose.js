// form 1, fenced
                               

             
const { items } = boom();
return items;
   

                         
