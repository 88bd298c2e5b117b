// form 1
                         
                                        
const p       = `/${boom()}`;
