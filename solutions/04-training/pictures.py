"""What a better step does, as a picture: down a long and narrow valley.

Each function without a leading underscore is one picture. It runs where the learner's module is
(docs/architecture.md, `learn/`), and uses nothing of it but the functions that a learner writes.
"""

import numpy as np

STEEP = np.array([1.0, 50.0])  # the valley is fifty times as steep across as along
START = {"W1": np.array([-9.0, 0.5])}
STEPS = 120
LR = 0.03  # a plain step of 0.04 would already jump from wall to wall


def valley(module):
    """Down a narrow valley: a plain step, momentum, Adam"""
    zeros = {"W1": np.zeros(2)}

    def momentum(params, velocity):
        return module.momentum(params, _slope(params), velocity, LR, 0.8)

    def adam(params, state):
        return module.adam(params, _slope(params), state, 0.3, 0.9, 0.999, 1e-8)

    return {
        "curves": {
            "a plain step": _descend(
                lambda p, memory: ({"W1": p["W1"] - LR * STEEP * p["W1"]}, memory), {}
            ),
            "momentum": _descend(momentum, zeros),
            "Adam": _descend(adam, {"t": 0, "m": zeros, "v": zeros}),
        }
    }


def _descend(step, memory):
    """The height before each step."""
    params, heights = START, []
    for _ in range(STEPS):
        heights.append(float(np.sum(STEEP * params["W1"] ** 2) / 2))
        params, memory = step(params, memory)
    return np.array(heights)


def _slope(params):
    return {"W1": STEEP * params["W1"]}
