// form 3, inserted breaks 2
function add(a        , b        ) { return a + b; }
return(
async () => {
  return add(1, boom());
})(input)
