"""The main job shown on a sample class: right, partly right, mistaken, broken and hostile work."""
