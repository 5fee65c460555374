"""Pairs of programs that are worth a look, because they are unusually alike."""
