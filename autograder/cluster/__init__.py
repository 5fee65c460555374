"""Grading on more than one machine, with Dask. Nothing else of the engine imports Dask."""
