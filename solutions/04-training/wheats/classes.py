"""A class for each technique; the functions only pass on."""

from dataclasses import dataclass, replace

import numpy as np


class Deck:
    """A dataset that is dealt once: the permutation is drawn when the first card is asked for."""

    def __init__(self, X, y, size, rng):
        self.X, self.y, self.size, self.rng = X, y, size, rng
        self.order = None
        self.at = 0

    def __iter__(self):
        return self

    def __next__(self):
        if self.order is None:
            self.order = self.rng.permutation(len(self.y))
        if self.at >= len(self.order):
            raise StopIteration
        rows = self.order[self.at : self.at + self.size]
        self.at += self.size
        return np.take(self.X, rows, axis=0), np.take(self.y, rows, axis=0)


minibatches = Deck


class Dropout:
    def __init__(self, rate):
        self.keep = 1.0 - rate
        self.rate = rate

    def draw(self, shape, rng):
        self.mask = np.zeros(shape)
        self.mask[rng.random(shape) >= self.rate] = 1.0 / self.keep
        return self

    def __call__(self, a):
        return np.multiply(a, self.mask)


def dropout(a, rate, rng):
    layer = Dropout(rate).draw(a.shape, rng)
    return layer(a), layer.mask


@dataclass(frozen=True)
class Adam:
    lr: float
    beta1: float
    beta2: float
    eps: float
    t: int = 0

    def tick(self):
        return replace(self, t=self.t + 1)

    def means(self, m, v, g):
        return self.mix(m, g, self.beta1), self.mix(v, np.square(g), self.beta2)

    @staticmethod
    def mix(old, new, beta):
        return old + (1 - beta) * (new - old)

    def step(self, m, v):
        root = np.sqrt(v / (1 - self.beta2**self.t))
        return -self.lr / (1 - self.beta1**self.t) * m / (root + self.eps)


def adam(params, grads, state, lr, beta1, beta2, eps):
    rule = Adam(lr, beta1, beta2, eps, state["t"]).tick()
    found = {k: rule.means(state["m"][k], state["v"][k], grads[k]) for k in params}
    stepped = {k: params[k] + rule.step(*found[k]) for k in params}
    m, v = ({k: pair[i] for k, pair in found.items()} for i in (0, 1))
    return stepped, {"t": rule.t, "m": m, "v": v}


@dataclass
class Rolling:
    velocity: dict
    beta: float

    def push(self, grads):
        self.velocity = {k: self.beta * v + grads[k] for k, v in self.velocity.items()}
        return self.velocity


def momentum(params, grads, velocity, lr, beta):
    ball = Rolling(velocity, beta)
    ball.push(grads)
    return {k: params[k] - lr * ball.velocity[k] for k in params}, ball.velocity


class Ridge:
    def __init__(self, strength):
        self.strength = strength

    def price(self, W):
        return 0.5 * self.strength * np.linalg.norm(W) ** 2

    def slope(self, W):
        return self.strength * W


def l2_penalty(params, strength):
    ridge = Ridge(strength)
    weights = {k: p for k, p in params.items() if k.startswith("W")}
    slopes = {k: ridge.slope(p) if k in weights else 0 * p for k, p in params.items()}
    return np.sum([ridge.price(W) for W in weights.values()]), slopes
