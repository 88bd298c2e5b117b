// form 2, inserted breaks 2 5
class Point {x;y;
  constructor(                 x        ,        y = 1) {this.x=x;this.y=y;
                                                          boom(); }
}
return(
new Point(1))
