"""Results for a person: terminal tables, the class picture, exports."""
