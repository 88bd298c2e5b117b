// form 2, inserted breaks 2
class A {                     static          z               ; #p          = boom(); }
return(
new A())
