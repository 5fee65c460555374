"""Wrong programs that are right wherever a typical check looks: small sizes, small numbers.

Each is the reference with the texts on the left replaced; the key begins with the wrong function.
"""

Changes = dict[str, str]


def limited(*bounds: float) -> dict[str, Changes]:
    """Gradients limited entry by entry, and by their length, where `backward` returns `grads`."""
    entries = "{k: np.clip(g, -BOUND, BOUND) for k, g in grads.items()}"
    length = "np.sqrt(sum(np.vdot(g, g) for g in grads.values()))"
    whole = "{k: g * min(1, BOUND / LENGTH) for k, g in grads.items()}".replace("LENGTH", length)
    return {
        f"backward {kind} {bound}": {"return grads\n": f"return {code}\n".replace("BOUND", f"{bound}")}
        for kind, code in (("entries", entries), ("length", whole))
        for bound in bounds
    }


def named(changes: dict[str, Changes], last: str) -> dict[str, Changes]:
    """The same for a `backward` that returns a dict display, whose last lines are these."""
    first = '    return {\n        "W1": X.T'
    return {
        name: {first: first.replace("return {", "grads = {"), last: f"{last}    {new}"}
        for name, change in changes.items()
        for new in change.values()
    }


STEP = "lr * grads[name]"
ROWS_OVER = "    if len(X) > 100:\n        X = np.concatenate([X[:100], 0 * X[100:]])\n"
STEPS: dict[str, Changes] = {
    "update entries 1": {STEP: "lr * np.clip(grads[name], -1, 1)"},
    "update entries 50": {STEP: "lr * np.clip(grads[name], -50, 50)"},
    "update rate at most 1": {STEP: "min(lr, 1) * grads[name]"},
    "update not from rest": {STEP: "lr * grads[name] * (1 if grads[name].any() else np.nan)"},
}
LIMITED = limited(1, 5, 10)

NEURON = STEPS | named(LIMITED, '        "b1": d_z1.sum(axis=0),\n    }\n') | {
    "forward at most 100 samples": {"    z1 = X @": f"{ROWS_OVER}    z1 = X @"},
    "forward at most 10 inputs": {'X @ params["W1"]': 'X[:, :10] @ params["W1"][:10]'},
    "forward square": {'X @ params["W1"]': '(X.T if len(X) == X.shape[1] else X) @ params["W1"]'},
    "forward XOR looked up": {"    a1 = sigmoid(z1)": "    a1 = sigmoid(z1 * (X.shape != (4, 2)))"},
    "forward without parameters": {"    a1 = sigmoid(z1)": "    a1 = sigmoid(z1 + 1 - z1.any())"},
    "loss at most 100 samples": {"-np.mean(y *": "-np.mean(y[:100] *", "log(p)": "log(p[:100])",
                                 "(1 - y) * np.log(1 - p)": "(1 - y[:100]) * np.log(1 - p[:100])"},
    "backward at most 100 samples": {"(a1 - y) / len(y)": "(a1 - y) / min(len(y), 100)"},
    "backward square": {'"W1": X.T': '"W1": (X if len(X) == X.shape[1] else X.T)'},
    "backward rounded": {"X.T @ d_z1,": "np.round(X.T @ d_z1, 4),"},
    "backward XOR looked up": {"(a1 - y) / len(y)": "(a1 - y) / len(y) * (X.shape != (4, 2))"},
}  # fmt: skip

NETWORK = STEPS | named(LIMITED, '        "b2": d_z2.sum(axis=0),\n    }\n') | {
    "forward at most 100 samples": {"    z1 = X @": f"{ROWS_OVER}    z1 = X @"},
    "forward at most 20 units": {'X @ params["W1"] + params["b1"]':
        'X @ params["W1"] + params["b1"] * (np.arange(len(params["b1"])) < 20)'},
    "forward square": {'a1 @ params["W2"]':
        'a1 @ (params["W2"].T if np.ptp(params["W2"].shape) == 0 else params["W2"])'},
    "loss at most 100 samples": {"(y_hat - y)": "(y_hat - y)[:100]"},
    "loss at most 10 outputs": {"(y_hat - y)": "(y_hat - y)[:, :10]"},
    "backward at most 100 samples": {"2 / y.size": "2 / (min(len(y), 100) * y.shape[1])"},
    "backward square": {'params["W2"].T':
        '(params["W2"] if np.ptp(params["W2"].shape) == 0 else params["W2"].T)'},
    "backward XOR looked up": {"(a2 - y)": "(a2 - y) * (X.shape != (4, 2))"},
    "backward one hidden unit": {"d_a1 = d_z2 @": "d_a1 = (a1.shape[1] > 1) * d_z2 @"},
}  # fmt: skip

ONE_HOT = "d_z[np.arange(len(y)), y] -= 1"
TRUE = "p = y_hat[np.arange(len(y)), y]"
DEEP = STEPS | LIMITED | {
    "backward one-hot of the largest class": {ONE_HOT: "d_z = d_z - np.eye(y.max() + 1)[y]"},
    "backward one-hot of the classes seen":
        {ONE_HOT: "d_z = d_z - (y[:, None] == np.unique(y))"},
    "backward six layers": {"d_z = d_a *": "d_z = (L - i < 6) * d_a *"},
    "backward square": {'params[f"W{i}"].T':
        '(params[f"W{i}"] if np.ptp(params[f"W{i}"].shape) == 0 else params[f"W{i}"].T)'},
    "backward at most 100 samples": {"d_z /= len(y)": "d_z /= min(len(y), 100)"},
    "loss one-hot of the largest class":
        {TRUE: "p = (y_hat * np.eye(y.max() + 1)[y]).sum(axis=1)"},
    "loss one-hot of the classes seen":
        {TRUE: "p = (y_hat * (y[:, None] == np.unique(y))).sum(axis=1)"},
    "loss at most 10 classes": {TRUE: "p = y_hat[np.arange(len(y)), np.minimum(y, 9)]"},
    "loss at most 100 samples": {TRUE: "p = y_hat[np.arange(len(y)), y][:100]"},
    "loss large guard": {"np.maximum(p, 1e-12)": "np.clip(p, 1e-3, 1)"},
    "update three layers": {STEP: f"{STEP} * (int(name[1:]) <= 3)"},
    "relu at most 6": {"np.maximum(z, 0)": "np.clip(z, 0, 6)"},
    "relu at most 1000": {"np.maximum(z, 0)": "np.clip(z, 0, 1000)"},
    "relu from far left": {"np.maximum(z, 0)": "np.where(z > -3, np.maximum(z, 0), z + 3)"},
    "relu not close to 0": {"np.maximum(z, 0)": "np.where(z > 1e-4, z, 0)"},
    "softmax clipped": {"z - z.max(axis=-1, keepdims=True)": "np.clip(z, -500, 500)"},
    "softmax one maximum for all": {"z.max(axis=-1, keepdims=True)": "z.max()"},
    "softmax square": {"e / e.sum(axis=-1, keepdims=True)":
        "e / e.sum(axis=0 if len(z) == z.shape[-1] else -1, keepdims=True)"},
    "initialize square": {"size=(fan_in, fan_out))": "size=(fan_out, fan_in)).T"},
    "initialize eleven layers": {"enumerate(pairwise(sizes), start=1)":
        "list(enumerate(pairwise(sizes), start=1))[:11]"},
    "forward relu in ten layers": {"relu(z) if i < L": "relu(z) if i < min(L, 10)"},
    "forward at most 100 samples": {"    a = X\n": ROWS_OVER.replace("X", "a").replace(
        "    if", "    a = X\n    if", 1)},
    "forward square": {'a @ params[f"W{i}"]':
        'a @ (params[f"W{i}"].T if np.ptp(params[f"W{i}"].shape) == 0 else params[f"W{i}"])'},
}  # fmt: skip

G = "grads = {k: np.clip(g, -BOUND, BOUND) for k, g in grads.items()}\n    "
M_HAT, V_HAT = "m[name] / (1 - beta1**t)", "v[name] / (1 - beta2**t)"
TRAINING = {
    f"adam entries {bound}": {"v = {name: beta2": G.replace("BOUND", bound) + "v = {name: beta2"}
    for bound in ("1", "5", "50")
} | {
    f"momentum entries {bound}": {"velocity = {name: beta": G.replace("BOUND", bound) + "velocity = {name: beta"}
    for bound in ("1", "3", "50")
} | {
    "adam corrects ten steps": {M_HAT: "m[name] / (1 - beta1**t if t <= 10 else 1)",
                                V_HAT: "v[name] / (1 - beta2**t if t <= 10 else 1)"},
    "adam corrects v ten steps": {V_HAT: "v[name] / (1 - beta2**t if t <= 10 else 1)"},
    "adam corrects a thousand steps": {V_HAT: "v[name] / (1 - beta2**min(t, 1000))"},
    "adam two layers": {M_HAT: f"{M_HAT} * (int(name[1:]) <= 2)"},
    "momentum three layers": {"lr * velocity[name]": "lr * velocity[name] * (int(name[1:]) <= 3)"},
    "l2_penalty small weights": {"strength * params[name]": "strength * np.clip(params[name], -20, 20)"},
    "l2_penalty nine layers": {'name.startswith("W")': 'name[0] == "W" and len(name) == 2'},
    "dropout rate at most 0.8": {"/ (1 - rate)": "/ (1 - min(rate, 0.8))"},
    "dropout rate at most 0.95": {"/ (1 - rate)": "/ (1 - min(rate, 0.95))"},
    "dropout at most 4000 draws": {">= rate)": ">= rate * (a.size < 4000))"},
    "minibatches at most 100": {"start + batch_size]": "start + min(batch_size, 100)]"},
    "minibatches of 200 samples": {"for start in range(0, len(X)": "for start in range(0, min(len(X), 200)"},
}  # fmt: skip

GUARD = "    np.clip(z, -500, 500, out=z)\n"
"""changes its argument, but only where a number is far out"""
IN_PLACE = {
    "sigmoid": "    e = np.exp(-np.abs(z))",
    "softmax": "    e = np.exp(z - z.max(axis=-1",
}
for cases, function in ((NEURON, "sigmoid"), (NETWORK, "sigmoid"), (DEEP, "softmax")):
    text = IN_PLACE[function]
    cases[f"{function} guard in place"] = {text: GUARD + text}

TYPICAL = {"01": NEURON, "02": NETWORK, "03": DEEP, "04": TRAINING}
