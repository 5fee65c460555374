"""Identifiers as in the formulas."""

import numpy as np


def unbroadcast(δ, σ):
    neu = δ.ndim - len(σ)
    δ = np.add.reduce(δ, axis=tuple(range(neu))) if neu else δ
    for α, ν in enumerate(σ):
        if ν == 1:
            δ = np.add.reduce(δ, axis=α, keepdims=True)
    return δ


def vjp_add(δ, α, β):
    return unbroadcast(δ, α.shape), unbroadcast(δ, β.shape)


def vjp_multiply(δ, α, β):
    return unbroadcast(δ * β, α.shape), unbroadcast(δ * α, β.shape)


def vjp_matmul(δ, A, B):
    return δ @ B.T, A.T @ δ


def vjp_sigmoid(δ, α):
    ς = 1 / (1 + np.exp(-α))
    return δ * (ς - ς**2)


def vjp_log(δ, α):
    return δ / α


def vjp_mean(δ, α):
    return δ * np.full(α.shape, 1 / α.size)


def topological_order(Γ, ω):
    τ, Σ, Λ = [], set(), [ω]
    while Λ:
        ι = Λ.pop()
        if ι < 0:
            τ.append(~ι)
        elif ι not in Σ:
            Σ.add(ι)
            Λ.append(~ι)  # comes back when its parents are done
            Λ.extend(Γ[ι])
    return τ


def backward(Ω, Γ, ν, ω):
    regeln = dict(add=vjp_add, multiply=vjp_multiply, matmul=vjp_matmul)
    regeln.update(sigmoid=vjp_sigmoid, log=vjp_log, mean=vjp_mean)
    δ = [None for _ in ν]
    δ[ω] = np.ones_like(ν[ω])
    for ι in topological_order(Γ, ω)[::-1]:
        if Ω[ι]:
            Δ = regeln[Ω[ι]](δ[ι], *[ν[π] for π in Γ[ι]])
            for π, ε in zip(Γ[ι], Δ if isinstance(Δ, tuple) else (Δ,)):
                δ[π] = ε if δ[π] is None else δ[π] + ε
    return δ
