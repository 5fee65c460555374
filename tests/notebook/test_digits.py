"""The digits that come with the kit are scikit-learn's."""

import numpy as np

from autograder.notebook import load_digits


def test_they_are_the_same_numbers():
    from sklearn import datasets  # a second to import

    X, y = load_digits()
    expected_X, expected_y = datasets.load_digits(return_X_y=True)
    assert (X.dtype, X.shape) == (np.float64, (1797, 64))
    np.testing.assert_array_equal(X, expected_X)
    np.testing.assert_array_equal(y, expected_y)
