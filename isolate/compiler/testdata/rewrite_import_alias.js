// form 2, inserted breaks 2
var N;(function(N){  const v = 1;N.v=v; })(N||(N={}));
const  v = N.v; return(
                boom())
