// form 1
class A { static { boom(); } static          x         = 1 }
