"""The main job on a sample class: right, partly right, wrong, broken and hostile submissions."""
