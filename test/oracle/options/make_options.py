#!/usr/bin/env python3
"""Oracle figures for options (engines.md, section 12) and for the root finder and the normal distribution under them.

    /usr/bin/python3 test/oracle/options/make_options.py

Writes options.json beside itself. Values are made twice, by scipy.stats.norm and by mpmath at 50 digits, and must agree;
greeks are numerical derivatives of mpmath's values, so that no formula of a greek is used. Implied volatilities and roots are
scipy's brentq. The same versions give the same bytes.
"""
import itertools
import json
import math
import platform
import sys
from pathlib import Path

import mpmath
import numpy as np
import scipy
from scipy.optimize import brentq
from scipy.stats import norm

HERE = Path(__file__).resolve().parent
STRIKE = 100.0
SPOTS = [40.0, 80.0, 99.5, 100.0, 107.0, 250.0]
YEARS = [1 / 365, 14 / 365, 0.5, 3.0]
VOLATILITIES = [0.08, 0.35, 1.5]
CARRY = [(0.04, 0.0), (0.0525, 0.03), (-0.0075, 0.0), (0.0, 0.11)]
RIGHTS = ["CALL", "PUT"]
# Of SPX, BRK-A and a penny stock: spot, strike, years, volatility, rate, yield.
OTHER = [
    (5912.17, 5500.0, 21 / 365, 0.187, 0.0421, 0.0131),
    (742_000.0, 800_000.0, 1.25, 0.16, 0.0421, 0.0),
    (0.37, 0.5, 45 / 365, 1.9, 0.0421, 0.0),
]
LOW, HIGH, LEAST = 1e-4, 10.0, 5e-4
POLYNOMIALS = [
    ([1, 0, -2, -5], 2.0, 3.0),
    ([1, 0, -2], 0.0, 2.0),
    ([1, -6, 11, -6], 2.5, 8.0),
    ([4, 0, -3, 1e-3], -0.5, 0.4),
    ([1, 0, 0, 0, 0, -1e-7], -1.0, 4.0),
    ([1, -2e6, 1e3], 1e5, 1e7),
]


def by_scipy(right, s, k, t, v, r, q):
    w = 1 if right == "CALL" else -1
    d1 = (math.log(s / k) + (r - q + v * v / 2) * t) / (v * math.sqrt(t))
    d2 = d1 - v * math.sqrt(t)
    return float(w * (s * math.exp(-q * t) * norm.cdf(w * d1) - k * math.exp(-r * t) * norm.cdf(w * d2)))


def by_mpmath(right, s, k, t, v, r, q):
    w = 1 if right == "CALL" else -1
    deviation = v * mpmath.sqrt(t)
    d1 = (mpmath.log(s / k) + (r - q) * t) / deviation + deviation / 2
    chance = lambda d: mpmath.erfc(-w * d / mpmath.sqrt(2)) / 2
    return w * (s * mpmath.exp(-q * t) * chance(d1) - k * mpmath.exp(-r * t) * chance(d1 - deviation))


def option(right, s, k, t, v, r, q):
    exact = [mpmath.mpf(x) for x in (s, k, t, v, r, q)]

    def along(place):
        return lambda x: by_mpmath(right, *exact[:place], x, *exact[place + 1 :])

    value = by_mpmath(right, *exact)
    assert abs(by_scipy(right, s, k, t, v, r, q) - value) <= 1e-12 * s + 1e-12 * k
    figures = [
        value,
        mpmath.diff(along(0), exact[0]),
        mpmath.diff(along(0), exact[0], 2),
        -mpmath.diff(along(2), exact[2]),
        mpmath.diff(along(3), exact[3]),
        mpmath.diff(along(4), exact[4]),
    ]
    return [right, s, k, t, v, r, q, *map(float, figures)]


def implied(right, s, k, t, r, q, price):
    low, high = (by_scipy(right, s, k, t, v, r, q) for v in (LOW, HIGH))
    if price - low < LEAST * s or price >= high:
        return None
    return float(brentq(lambda v: by_scipy(right, s, k, t, v, r, q) - price, LOW, HIGH, xtol=1e-12))


def implied_rows():
    rows = []
    for right, s, t, v, (r, q) in itertools.product(RIGHTS, SPOTS, YEARS, VOLATILITIES, CARRY[:3]):
        price = round(by_scipy(right, s, STRIKE, t, v, r, q), 2)
        if price > 0:
            rows.append([right, s, STRIKE, t, r, q, price, implied(right, s, STRIKE, t, r, q, price)])
    return rows


def root(coefficients, low, high):
    f = lambda x: sum(c * x**n for n, c in enumerate(reversed(coefficients)))
    horner = lambda x: float(np.polyval(coefficients, x))
    assert f(low) * f(high) < 0
    found, told = brentq(horner, low, high, xtol=1e-12, full_output=True)
    return [coefficients, low, high, float(found), told.function_calls]


def lines(rows):
    return "[\n" + ",\n".join("  " + json.dumps(row) for row in rows) + "\n ]"


def main():
    mpmath.mp.dps = 50
    grid = [(s, STRIKE, t, v, r, q) for s, t, v, (r, q) in itertools.product(SPOTS, YEARS, VOLATILITIES, CARRY)] + OTHER
    head = {
        "script": "test/oracle/options/make_options.py",
        "mpmath": mpmath.__version__,
        "scipy": scipy.__version__,
        "numpy": np.__version__,
        "python": platform.python_version(),
        "options_columns": "right spot strike years volatility rate yield value delta gamma theta vega rho".split(),
        "implied_columns": "right spot strike years rate yield price implied".split(),
        "roots_columns": "coefficients low high root calls".split(),
        "normal_columns": "z cdf pdf".split(),
    }
    rows = {
        "options": [option(right, *each) for each in grid for right in RIGHTS],
        "implied": implied_rows(),
        "roots": [root(*each) for each in POLYNOMIALS],
        "normal": [[z, float(norm.cdf(z)), float(norm.pdf(z))] for z in np.concatenate([np.linspace(-8, 8, 65), [-37, -30, -20, -12, 12, 30]]).tolist()],
    }
    text = json.dumps(head, indent=1)[:-2] + "".join(f',\n "{name}": {lines(each)}' for name, each in rows.items()) + "\n}\n"
    json.loads(text)
    (HERE / "options.json").write_text(text)
    nulls = sum(row[-1] is None for row in rows["implied"])
    print({name: len(each) for name, each in rows.items()}, "implied null:", nulls)


if __name__ == "__main__":
    if len(sys.argv) != 1:
        raise SystemExit("make_options: no arguments")
    main()
