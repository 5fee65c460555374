"""The notebooks beside the gradebook: as released, and as graded."""
