// form 2, inserted breaks 5
function f() {
  var E;(function($enum){ const A=0;$enum[$enum["A"]=A]="A"; })(E||(E={}));
  return boom();
}
return(
f())
