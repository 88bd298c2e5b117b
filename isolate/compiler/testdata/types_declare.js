// form 2, inserted breaks 5
                                                         
                           
                                             
                                            
return(
boom())
