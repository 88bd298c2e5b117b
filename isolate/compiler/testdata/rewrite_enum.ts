enum Color {
  Red,
  Green = "g",
  Blue = Red + 4,
}
const c: Color = Color.Red;
boom()
