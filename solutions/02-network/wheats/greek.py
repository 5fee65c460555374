"""Identifiers as in the formulas."""

import numpy as np

LERNRATE_VORGABE = 0.1  # für Umlaute ist auch Platz


def sigmoid(ζ):
    ε = np.exp(-abs(ζ))
    return np.where(ζ > 0, 1, ε) / (1 + ε)


σ = sigmoid


def forward(X, θ):
    ζ1 = X @ θ["W1"] + θ["b1"]
    α1 = σ(ζ1)
    ζ2 = α1 @ θ["W2"] + θ["b2"]
    ŷ = σ(ζ2)
    return ŷ, {"X": X, "z1": ζ1, "a1": α1, "z2": ζ2, "a2": ŷ}


def loss(ŷ, y):
    Δ = ŷ - y
    return (Δ * Δ).sum() / Δ.size


def backward(y, κ, θ):
    ŷ, α1 = κ["a2"], κ["a1"]
    δ2 = 2 * (ŷ - y) * ŷ * (1 - ŷ) / ŷ.size
    δ1 = δ2 @ θ["W2"].T * α1 * (1 - α1)
    return {"W1": κ["X"].T @ δ1, "b1": δ1.sum(0), "W2": α1.T @ δ2, "b2": δ2.sum(0)}


def update(θ, γ, η=LERNRATE_VORGABE):
    return {name: θ[name] - η * γ[name] for name in θ}
