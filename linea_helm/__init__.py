"""helm-linea: lint Helm values, enforce policies, post-render manifests."""

__version__ = "0.1.0"
