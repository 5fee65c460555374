"""What in a result is different each time."""

MEASURED = ("seconds", "cpu_seconds", "peak_memory_mib")
UNMEASURED = dict.fromkeys(MEASURED, 0.0)
