// form 2, inserted breaks 5
var A;(function(A){let B;(function(B){
         let count = 0;;Object.defineProperty(B,"count",{get(){return count},set($v){count=$v},enumerable:true,configurable:true});
  var C;(function(C){         class D { x = boom(); };C.D=D; })(C||(C={}));;B.C=C;
})(B=A.B||(A.B={}));})(A||(A={}));
return(
new A.B.C.D())
