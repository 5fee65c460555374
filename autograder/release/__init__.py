"""From the secret side to the public side: stub, notebook, public checks, and no leak."""
