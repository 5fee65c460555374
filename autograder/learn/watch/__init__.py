"""Watch mode: check at every save, and do what the keys ask for."""
