#!/usr/bin/env python3
"""Oracle figures for the money-weighted return (XIRR, act/365), by scipy's brentq and numpy's polynomial roots.

    /usr/bin/python3 test/oracle/money-weighted/make_money_weighted.py

Writes money-weighted.json beside itself. Every rate is found by a scan of ln(1 + r) over the period in 60,000 even steps; of
flows at whole years the roots must be numpy.roots' too. The same versions give the same bytes.
"""
import datetime
import json
import math
import platform
import random
import sys
from pathlib import Path

import numpy as np
import scipy
from scipy.optimize import brentq

HERE = Path(__file__).resolve().parent
START = datetime.date(2023, 1, 3)
SPAN, STEPS = 30.0, 60_000
# Name, equity at the start, days, equity at the end, flows by day as the investor sees them; in cents.
CASES = [
    # Microsoft's example of Excel's XIRR: 37.3362535 %.
    ("excel", datetime.date(2008, 1, 1), 1_000_000, 456, 275_000, [(60, 275_000), (303, 425_000), (411, 325_000)]),
    ("one_year", START, 10_000_000, 365, 11_000_000, []),
    ("one_day", START, 10_000_000, 1, 10_100_000, []),
    ("near_total_loss", START, 10_000_000, 200, 1, []),
    ("three_rates", START, 10_000, 1095, 17_160, [(365, 36_000), (730, -43_100)]),
    ("rates_on_both_sides", START, 10_000, 1095, 6_000, [(365, 30_000), (730, -25_850)]),
    ("paid_in_late", START, 1_000_000, 730, 101_500_000, [(700, -100_000_000)]),
    ("taken_out_early", START, 100_000_000, 730, 1_000_000, [(10, 99_500_000)]),
    ("on_the_first_day", START, 5_000_000, 400, 11_500_000, [(0, -5_000_000)]),
    ("on_the_last_day", START, 5_000_000, 400, 10_500_000, [(400, -5_000_000)]),
    ("cancelling", START, 5_000_000, 400, 5_500_000, [(100, -700_000), (100, 700_000)]),
]


def made(seed):
    """Flows of both signs about equity that grows by chance, so that it stays above 0."""
    chance = random.Random(seed)
    days = chance.choice([20, 250, 1200, 3000])
    equity = opening = chance.randrange(1_000_000, 500_000_000)
    flows, day = [], 0
    while True:
        ahead = chance.randrange(1, max(2, days // 4))
        equity = int(equity * math.exp(chance.gauss(0.0002 * ahead, 0.012 * math.sqrt(ahead))))
        day += ahead
        if day >= days:
            return (f"made_{seed}", START, opening, days, equity, flows)
        amount = int(equity * chance.uniform(-0.6, 0.5))
        flows.append((day, amount))
        equity -= amount


def whole_years(payments):
    if any(day % 365 for day, _ in payments):
        return None
    years = payments[-1][0] // 365
    coefficients = [sum(a for d, a in payments if d == 365 * n) for n in range(years + 1)]
    return sorted(math.log(z.real) for z in np.roots(coefficients) if abs(z.imag) < 1e-9 and z.real > 0)


def solve(case):
    name, start, opening, days, closing, flows = case
    payments = [(0, -opening), *flows, (days, closing)]

    def value(y):
        return math.fsum(a * math.exp(y * (1 - d / days) if y < 0 else -y * d / days) for d, a in payments)

    grid = np.linspace(-SPAN, SPAN, STEPS + 1).tolist()
    heights = np.array([[a * 1.0 for _, a in payments]])
    elapsed = np.array([d / days for d, _ in payments])
    y = np.array(grid)[:, None]
    signs = np.sign((heights * np.exp(np.where(y < 0, y * (1 - elapsed), -y * elapsed))).sum(axis=1))
    roots = []
    for n in range(STEPS):
        if signs[n] == 0:
            roots.append(grid[n])
        elif signs[n] * signs[n + 1] < 0:
            roots.append(brentq(value, grid[n], grid[n + 1], xtol=1e-16))
    assert roots, name
    yearly = whole_years(payments)
    if yearly is not None:
        assert np.allclose([r * 365 / days for r in roots], yearly, rtol=0, atol=1e-9), (name, roots, yearly)
    nearest = min(roots, key=lambda r: (abs(r), r))
    row = {
        "name": name,
        "start": start.isoformat(),
        "opening": opening,
        "end": (start + datetime.timedelta(days=days)).isoformat(),
        "closing": closing,
        "flows": [[(start + datetime.timedelta(days=d)).isoformat(), a] for d, a in flows],
        "roots": len(roots),
        "annualised": math.expm1(nearest * 365 / days),
        "period": math.expm1(nearest),
    }
    if name == "excel":
        assert abs(row["annualised"] - 0.373362535) < 5e-9
    return row


def main():
    head = {
        "script": "test/oracle/money-weighted/make_money_weighted.py",
        "scipy": scipy.__version__,
        "numpy": np.__version__,
        "python": platform.python_version(),
    }
    rows = [solve(case) for case in CASES + [made(seed) for seed in range(40)]]
    text = json.dumps(head, indent=1)[:-2] + ',\n "cases": [\n' + ",\n".join("  " + json.dumps(row) for row in rows) + "\n ]\n}\n"
    json.loads(text)
    (HERE / "money-weighted.json").write_text(text)
    for row in rows[: len(CASES)]:
        print(row["name"], row["roots"], row["annualised"], row["period"])
    print("several rates:", [row["name"] for row in rows if row["roots"] > 1])


if __name__ == "__main__":
    if len(sys.argv) != 1:
        raise SystemExit("make_money_weighted: no arguments")
    main()
