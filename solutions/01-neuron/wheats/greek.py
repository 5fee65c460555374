"""Identifiers as in the formulas."""

import numpy as np

LERNRATE_VORGABE = 0.1  # für Umlaute ist auch Platz


def sigmoid(ζ):
    ε = np.exp(-abs(ζ))
    return np.where(ζ > 0, 1, ε) / (1 + ε)


σ = sigmoid


def forward(X, θ):
    ζ = X @ θ["W1"] + θ["b1"]
    ŷ = σ(ζ)
    return ŷ, {"X": X, "z1": ζ, "a1": ŷ}


def loss(ŷ, y):
    π = np.where(y == 1, ŷ, 1 - ŷ)  # was der wahren Klasse zugetraut wurde
    return -np.log(π.clip(1e-12)).sum() / len(y)


def backward(y, κ, θ):
    δ = (κ["a1"] - y) / len(y)
    return {"W1": κ["X"].T @ δ, "b1": δ.sum(0)}


def update(θ, γ, η=LERNRATE_VORGABE):
    return {name: θ[name] - η * γ[name] for name in θ}
