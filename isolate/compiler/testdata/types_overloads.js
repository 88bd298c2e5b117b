// form 2, inserted breaks 6
                              
                              
function f(a     )      {
  return boom();
}
return(
f(1))
