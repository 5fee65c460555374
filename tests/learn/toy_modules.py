"""What a learner may write into toy.py."""

RIGHT = """
def double(x):
    return 2.0 * x


def shift(x, by):
    return double(x) + by
"""
SQUARED = RIGHT.replace("2.0 * x", "x * x")
HALF_DONE = RIGHT.replace("return double(x) + by", "raise NotImplementedError('write it')")
ENDLESS = RIGHT.replace("return 2.0 * x", "while True:\n        x = x + 1")
WAITS = RIGHT.replace("return 2.0 * x", "__import__('time').sleep(100)")
UNPARSABLE = RIGHT.replace("2.0 * x", "(2.0 * x")
RAISES = RIGHT.replace("2.0 * x", "y * x")
EATS_MEMORY = RIGHT.replace("2.0 * x", "__import__('numpy').ones((10**6, 10**6)) * x")
ENDS_THE_PROGRAM = RIGHT.replace("return 2.0 * x", "__import__('os')._exit(0)")
