"""Small programs for developers of the kit: the reference pages, the site's check, the picture."""
