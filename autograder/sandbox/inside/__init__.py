"""Code that runs beside a hostile program, or in the process that forks it."""
