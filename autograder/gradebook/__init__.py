"""Nbgrader as the gradebook: its database, the autograded notebooks, feedback, exports."""
