"""Charts, `--set` flags and the values that come of them, as each version of Helm merges them."""
