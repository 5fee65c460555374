"""Running the public and the hidden checks on a learner's own module."""
