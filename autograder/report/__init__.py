"""What a person is shown: terminal tables, the class picture, exports. Knows results alone."""
