"""Public examples: small calls with known results, explained in the same words everywhere.

A public check is plain pytest. It calls the learner's function and hands the result to `compare`:

    from autograder.examples import compare

    def test_double():
        '''double(3) is 6'''
        compare("the result", toy.double(np.array([3.0])), np.array([6.0]))

The terminal, the notebook and pytest itself then say what differs in the words of the hidden
checks. It needs Python and NumPy alone, as a notebook may run in a browser.
"""

from autograder.examples.comparing import compare

__all__ = ["compare"]
