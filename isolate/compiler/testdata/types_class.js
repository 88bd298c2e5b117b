// form 1
         class Shape                        {
                   name         = "s";
            static count         ;
                 
                          
  get size()         { return this.area(); }
                  
}
class Square extends Shape                      {
  constructor(side        ) { super(); }
           area()         { return boom(); }
}
return new Square(2).size;
