"""Learning alone: a workspace, checks, watch mode, hints, the solution, progress and pictures.

Knows courses and results; knows nothing of nbgrader.
"""
