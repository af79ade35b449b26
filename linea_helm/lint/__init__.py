"""`helm linea lint`: from a command line to a result."""
