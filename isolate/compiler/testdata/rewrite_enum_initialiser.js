// form 1, inserted breaks 2 4
var E;(function($enum){
  const A=
      1;$enum[$enum["A"]=A]="A";
  const B=
      boom();$enum[$enum["B"]=B]="B";
})(E||(E={}));
