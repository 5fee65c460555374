"""Reading what a student submitted: the folder, the module, the time."""
