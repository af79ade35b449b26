"""Policies: read, compiled, kept, and turned into findings about values and releases."""
