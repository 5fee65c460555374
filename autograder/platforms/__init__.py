"""Other systems that grade: a package to upload, and what runs there."""
