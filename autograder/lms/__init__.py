"""Learning management systems: who is in the class, submissions in, grades and pages out."""
