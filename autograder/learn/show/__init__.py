"""What a learner sees: panels, tables, pictures, the progress page."""
