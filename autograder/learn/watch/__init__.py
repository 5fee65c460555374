"""Watch mode: check at every save, and react to keys."""
