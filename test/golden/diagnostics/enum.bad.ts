export const before = 1
enum Color {
  red,
}
