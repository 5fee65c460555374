"""Saved by an editor on Windows: a byte order mark, CR LF at every line's end, and tabs."""

import numpy as np


def relu(z):
	if z.ndim == 0:
		return max(z, 0)
	return np.array([relu(part) for part in z], dtype=float)


def softmax(z):
	rows = []
	for row in z:
		e = np.exp(row - row.max())
		rows.append(e / e.sum())
	return np.array(rows)


def initialize(sizes, rng):
	params = {}
	for i in range(len(sizes) - 1):
		params['W%d' % (i + 1)] = rng.normal(0, np.sqrt(2. / sizes[i]), (sizes[i], sizes[i + 1]))
		params['b%d' % (i + 1)] = np.zeros(sizes[i + 1])
	return params


def forward(X, params):
	n = len(params) // 2
	cache = {'X': X}
	A = X
	for i in range(1, n + 1):
		Z = A.dot(params['W%d' % i]) + params['b%d' % i]
		A = np.maximum(Z, 0) if i != n else softmax(Z)
		cache['z%d' % i] = Z
		cache['a%d' % i] = A
	return A, cache


def loss(y_hat, y):
	return np.average([- np.log(p + 1e-13) for p in y_hat[np.arange(y.size), y]])


def backward(y, cache, params):
	n = len(params) // 2
	grads = {}
	delta = cache['a%d' % n] - (y[:, np.newaxis] == np.arange(cache['a%d' % n].shape[1]))
	for i in range(n, 0, -1):
		A = cache['a%d' % (i - 1)] if i > 1 else cache['X']
		grads['W%d' % i] = A.T.dot(delta) / y.size
		grads['b%d' % i] = delta.mean(axis=0)
		delta = delta.dot(params['W%d' % i].T) * np.sign(np.maximum(A, 0))
	return grads


def update(params, grads, lr):
	new = {}
	for k, v in params.items():
		new[k] = v - lr * grads[k]
	return new
