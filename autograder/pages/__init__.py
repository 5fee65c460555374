"""The page that a student gets, and what turns text of students into harmless HTML."""
