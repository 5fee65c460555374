"""The chain rule one derivative at a time, each with a name, none of them shortened."""

import numpy as np


def sigmoid(z):
    negated = -z
    clipped = np.minimum(negated, 700.0)
    exponential = np.exp(clipped)
    denominator = 1.0 + exponential
    result = np.reciprocal(denominator)
    return result


def sigmoid_derivative(z):
    return sigmoid(z) * sigmoid(-z)


def forward(X, params):
    W1 = params["W1"]
    b1 = params["b1"]
    W2 = params["W2"]
    b2 = params["b2"]

    weighted1 = np.matmul(X, W1)
    z1 = np.add(weighted1, b1)
    a1 = sigmoid(z1)

    weighted2 = np.matmul(a1, W2)
    z2 = np.add(weighted2, b2)
    a2 = sigmoid(z2)

    cache = {}
    cache["X"] = X
    cache["z1"] = z1
    cache["a1"] = a1
    cache["z2"] = z2
    cache["a2"] = a2
    return a2, cache


def loss(y_hat, y):
    difference = y_hat - y
    squared = difference * difference
    total = np.sum(squared)
    number_of_entries = squared.shape[0] * squared.shape[1]
    return total / number_of_entries


def backward(y, cache, params):
    number_of_entries = y.shape[0] * y.shape[1]

    dL_dsquared = np.full(y.shape, 1.0 / number_of_entries)
    dsquared_ddifference = 2.0 * (cache["a2"] - y)
    dL_da2 = dL_dsquared * dsquared_ddifference
    da2_dz2 = sigmoid_derivative(cache["z2"])
    dL_dz2 = dL_da2 * da2_dz2

    dz2_dW2 = cache["a1"]
    dL_dW2 = np.matmul(np.transpose(dz2_dW2), dL_dz2)
    dL_db2 = np.matmul(np.ones(y.shape[0]), dL_dz2)

    dz2_da1 = params["W2"]
    dL_da1 = np.matmul(dL_dz2, np.transpose(dz2_da1))
    da1_dz1 = sigmoid_derivative(cache["z1"])
    dL_dz1 = dL_da1 * da1_dz1

    dz1_dW1 = cache["X"]
    dL_dW1 = np.matmul(np.transpose(dz1_dW1), dL_dz1)
    dL_db1 = np.matmul(np.ones(y.shape[0]), dL_dz1)

    grads = {}
    grads["W1"] = dL_dW1
    grads["b1"] = dL_db1
    grads["W2"] = dL_dW2
    grads["b2"] = dL_db2
    return grads


def update(params, grads, lr):
    W1 = params["W1"] - lr * grads["W1"]
    b1 = params["b1"] - lr * grads["b1"]
    W2 = params["W2"] - lr * grads["W2"]
    b2 = params["b2"] - lr * grads["b2"]
    return {"W1": W1, "b1": b1, "W2": W2, "b2": b2}
