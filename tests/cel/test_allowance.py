"""An evaluation may take more steps over more data; one that runs away is stopped, however much there is."""

from __future__ import annotations

import pytest
from both_ways import evaluate_both_ways

from linea_helm import cel
from linea_helm.cel.allowance import allowance
from linea_helm.cel.origin import Blame
from linea_helm.cel.program import BUDGET

WORDS = ["a", "b", "c", "d", "e", "f", "g", "h", "i", "j", "k", "changeme"]
TABLE = {f"K{number}": "." for number in range(10_000)}
EACH = cel.compile("m.all(k, !w.exists(word, m[k].contains(word)))", ("m", "w"))


def test_a_test_of_each_entry_comes_to_its_end():
    """Though there are so many that it takes more steps than the budget."""
    assert evaluate_both_ways(EACH, {"m": TABLE, "w": WORDS}) is True


def test_what_is_found_among_much_is_blamed():
    """Blame may take as many steps."""
    bindings = {"m": {**TABLE, "K700": "changeme"}, "w": WORDS}
    assert evaluate_both_ways(EACH, bindings) is False
    assert Blame(("m", "K700")) in EACH.blame(bindings)


def test_each_line_of_a_long_text_is_looked_at():
    """Though its lines are short."""
    lines = cel.compile("t.split('\\n').all(line, !w.exists(word, line.split('#')[0].contains(word)))", ("t", "w"))
    assert evaluate_both_ways(lines, {"t": "xyz = 123\n" * 10_000, "w": WORDS}) is True


@pytest.mark.parametrize("count", [750, 1_500])
def test_what_compares_all_with_all_is_stopped(count):
    """More data does not make it end sooner."""
    pairs = cel.compile("l.all(a, l.all(b, a + b >= 0))", ("l",))
    with pytest.raises(cel.EvalError, match=r"^the expression takes more steps than one evaluation may$"):
        evaluate_both_ways(pairs, {"l": list(range(count))})


def test_data_that_stands_several_times_counts_once():
    """An anchor that holds another twice, and so on, is no excuse."""
    nested = ["x"]
    for _ in range(100):
        nested = [nested, nested]
    assert allowance({"l": nested}) < BUDGET + 203 * 500 + 21
    assert allowance({"l": {"key": ["abc"]}, "n": 1, "t": "é"}) == BUDGET + 6 * 500 + 7 * 20
