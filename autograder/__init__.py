"""An auto-graded exercise kit for teaching neural networks from scratch."""
