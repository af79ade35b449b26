"""Write Python code for syntax trees: it evaluates an expression in all usual cases, several times as fast as closures.

The code is built as Python's own syntax tree, never as text. It is optimistic: it gives the exact value or raises, and
what raises is evaluated once more by closures (evaluate.py), which know which errors are absorbed and what they say. So
it may evaluate operands in any order, and may refuse whatever it does not want to know.
"""
