"""The class at a glance: what a report shows, as numbers, as terminal tables, as a page."""
