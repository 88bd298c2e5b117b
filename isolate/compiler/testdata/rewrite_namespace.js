// form 2, inserted breaks 9
var Geometry;(function(Geometry){
         const pi         = 3;;Geometry.pi=pi;
         function area(r        )         {
    return boom() * pi * r;
  };Geometry.area=area;
  ;                      
  const hidden = 1;
})(Geometry||(Geometry={}));
return(
Geometry.area(2))
