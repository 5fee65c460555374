"""Saved by an editor on Windows: a byte order mark, CR LF at every line's end, and tabs."""

import numpy as np


def minibatches(X, y, batch_size, rng):
	order = rng.permutation(len(X))
	for start in range(0, len(X), batch_size):
		rows = order[start:start + batch_size]
		yield X[rows], y[rows]


def dropout(a, rate, rng):
	mask = (rng.random(a.shape) >= rate) / (1 - rate)  # 0 oder größer als 1
	return a * mask, mask


def l2_penalty(params, strength):
	grads = {k: np.zeros_like(p) for k, p in params.items()}
	penalty = 0
	for k in params:
		if 'W' == k[0]:
			penalty += strength / 2 * np.sum(np.square(params[k]))
			grads[k] += strength * params[k]
	return penalty, grads


def momentum(params, grads, velocity, lr, beta):
	velocity = {k: beta * velocity[k] + grads[k] for k in velocity}
	return {k: params[k] - lr * velocity[k] for k in velocity}, velocity


def adam(params, grads, state, lr, beta1, beta2, eps):
	t = state['t'] + 1
	m = {k: beta1 * state['m'][k] + (1 - beta1) * grads[k] for k in params}
	v = {k: beta2 * state['v'][k] + (1 - beta2) * grads[k] ** 2 for k in params}
	new = {}
	for k in params:
		m_hat = m[k] / (1 - beta1 ** t)
		v_hat = v[k] / (1 - beta2 ** t)
		new[k] = params[k] - lr * m_hat / (np.sqrt(v_hat) + eps)
	return new, {'t': t, 'm': m, 'v': v}
