"""Helm's templates, read but never rendered: what of the values they use."""
