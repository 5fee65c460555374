"""Learning alone: a workspace, checks, watch mode, hints, the solution, progress and pictures.

It knows courses and results, and nothing about nbgrader.
"""
