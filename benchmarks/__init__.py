"""Speed and memory, side by side with stock nbgrader. Run by `make bench`."""
