// form 2, inserted breaks 1 2 3
var E;(function($enum){ const A=0;$enum[$enum["A"]=A]="A"; const B=
                2;$enum[$enum["B"]=B]="B"; const C=$enum["B"]+1;$enum[$enum["C"]=C]="C"; })(E||(E={}));
                       const x    = E.A; return(
                                         boom())
