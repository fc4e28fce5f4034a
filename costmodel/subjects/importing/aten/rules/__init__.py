"""The rules, by theme: one function an operator, or one for operators that differ in nothing but a name."""
