"""Everything that nbgrader loads: its configuration and our plugins for its steps."""
