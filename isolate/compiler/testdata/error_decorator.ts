@sealed
class A {}
