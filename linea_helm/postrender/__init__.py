"""`linea-post`: manifests in, the same manifests with labels and resources out, or a refusal."""
