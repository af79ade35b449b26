"""YAML as Helm reads it: a fast reader of the common subset, an exact one that knows places."""
