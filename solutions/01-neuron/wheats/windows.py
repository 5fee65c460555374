"""Saved by an editor on Windows: a byte order mark, CR LF at every line's end, and tabs."""

import numpy as np


def sigmoid(z):
	out = np.empty(z.shape)
	negative = z < 0
	out[negative] = np.exp(z[negative]) / (1 + np.exp(z[negative]))
	out[~negative] = 1 / (1 + np.exp(-z[~negative]))
	return out


def forward(X, params):
	z1 = X.dot(params['W1']) + params['b1']
	return sigmoid(z1), {'X': X, 'z1': z1, 'a1': sigmoid(z1)}


def loss(y_hat, y):
	p = y_hat ** y * (1 - y_hat) ** (1 - y)
	return - np.log(p + 1e-12).sum() / y.size


def backward(y, cache, params):
	grads = {}
	grads['b1'] = (cache['a1'] - y).mean(axis=0)
	grads['W1'] = (cache['X'] * (cache['a1'] - y)).mean(axis=0).reshape(-1, 1)
	return grads


def update(params, grads, lr):
	new = {}
	for k, v in params.items():
		new[k] = v - lr * grads[k]
	return new
