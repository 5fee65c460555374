"""The notebooks that belong to the gradebook: as released, and as graded."""
