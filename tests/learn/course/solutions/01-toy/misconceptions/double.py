from autograder.grading import misconception


@misconception(
    fails=["values", "one_number"],
    message="The square is not the double. Look at what 3 becomes.",
)
def double_squared(x):
    return x * x
