"""Identifiers as in the formulas."""

import numpy as np


def relu(ζ):
    return ζ.clip(min=0)


ρ = relu


def softmax(ζ):
    ε = np.exp(ζ - ζ.max(-1, keepdims=True))
    return ε / ε.sum(-1, keepdims=True)


σ = softmax


def initialize(größen, würfel):
    θ = {}
    for i, (m, n) in enumerate(zip(größen[:-1], größen[1:]), 1):
        θ[f"W{i}"] = würfel.normal(0, np.sqrt(2 / m), (m, n))  # Varianz 2/m
        θ[f"b{i}"] = np.zeros(n)
    return θ


def tiefe(θ):
    return len(θ) // 2


def forward(X, θ):
    κ, α = {"X": X}, X
    for i in range(1, tiefe(θ) + 1):
        ζ = α @ θ[f"W{i}"] + θ[f"b{i}"]
        α = ρ(ζ) if i < tiefe(θ) else σ(ζ)
        κ[f"z{i}"], κ[f"a{i}"] = ζ, α
    return α, κ


def loss(ŷ, y):
    π = ŷ[np.arange(len(y)), y]  # was der wahren Klasse zugetraut wurde
    return -np.log(np.where(π > 0, π, 1e-12)).sum() / len(y)


def backward(y, κ, θ):
    γ, i = {}, tiefe(θ)
    δ = (κ[f"a{i}"] - np.eye(κ[f"a{i}"].shape[1])[y]) / len(y)
    while i > 0:
        α = κ[f"a{i - 1}"] if i > 1 else κ["X"]
        γ[f"W{i}"], γ[f"b{i}"] = α.T @ δ, δ.sum(0)
        δ = (δ @ θ[f"W{i}"].T) * (α > 0)
        i -= 1
    return γ


def update(θ, γ, η):
    return {name: θ[name] - η * γ[name] for name in θ}
