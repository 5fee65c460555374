"""The paper's letters as they are, and a minus in another place."""

import numpy as np
from numpy import sqrt


def minibatches(Χ, ψ, B, ρ):
    π = ρ.permutation(Χ.shape[0])
    return ((Χ[π[β : β + B]], ψ[π[β : β + B]]) for β in range(0, π.size, B))


def dropout(α, ρ, γ):
    ξ = γ.random(α.shape)
    μ = np.heaviside(ξ - ρ, 1.0) / (1 - ρ)
    return α * μ, μ


def l2_penalty(θ, λ):
    Ω = λ / 2 * sum((θ[ω] ** 2).sum() for ω in θ if ω.startswith("W"))
    δ = {ω: λ * θ[ω] if ω.startswith("W") else np.zeros_like(θ[ω]) for ω in θ}
    return Ω, δ


def momentum(θ, δ, ν, η, β):
    ν = {i: δ[i] + β * ν[i] for i in θ}
    return {i: -η * ν[i] + θ[i] for i in θ}, ν


def adam(θ, δ, σ, η, β1, β2, ε):
    τ, μ, ν = σ["t"] + 1, σ["m"], σ["v"]
    μ = {i: β1 * μ[i] + (1 - β1) * δ[i] for i in θ}
    ν = {i: β2 * ν[i] + (1 - β2) * δ[i] ** 2 for i in θ}
    Δ = {i: (μ[i] / (1 - β1**τ)) / (sqrt(ν[i] / (1 - β2**τ)) + ε) for i in θ}
    return {i: θ[i] - η * Δ[i] for i in θ}, {"t": τ, "m": μ, "v": ν}
