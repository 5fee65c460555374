"""The learner's own folder, and the file that remembers their progress."""
