"""What the post-renderer adds to manifests: one module per transform.

A transform is a generator of additions: (mapping of the outline, entries that it should have). It never removes or
changes anything, and it knows neither YAML nor text.
"""
