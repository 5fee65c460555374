"""Small changes of a program, as slips of a person make them, by kind."""
