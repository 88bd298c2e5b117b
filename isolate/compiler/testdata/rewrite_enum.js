// form 2, inserted breaks 3 5 9
var Color;(function($enum){
  const Red=0;$enum[$enum["Red"]=Red]="Red";
  const Green=
          "g";$enum["Green"]=Green;
  const Blue=
         Red + 4;$enum[$enum["Blue"]=Blue]="Blue";
})(Color||(Color={}));
const c        = Color.Red;
return(
boom())
