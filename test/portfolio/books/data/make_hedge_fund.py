"""What the eight options of the hedge-fund demo are worth at three dates, and what they are settled at: hedge-fund.json.

    python3 test/portfolio/books/data/make_hedge_fund.py

Reads test/oracle/night (closes of basis total_return, so no dividend yield; the positions). Uses nothing of the program:
Black, Scholes and Merton by scipy's normal distribution, rate 0.04, calendar days to expiry / 365, the underlying's
63-session realised volatility (numpy, ddof 1, x sqrt 252), on multiples of 100. There are no closes of the VIX.
"""

import csv
import datetime
import gzip
import json
import platform
from decimal import ROUND_HALF_EVEN, Decimal
from pathlib import Path

import numpy
import scipy
from scipy.stats import norm

HERE = Path(__file__).parent
NIGHT = HERE.parents[2] / "oracle" / "night"
DATES = ["2025-06-30", "2025-07-31", "2025-09-18"]
RATE, WINDOW, MULTIPLIER = 0.04, 63, 100

closes: dict[str, dict[str, str]] = {}
with gzip.open(NIGHT / "closes.csv.gz", "rt") as file:
    for row in csv.DictReader(file):
        closes.setdefault(row["symbol"], {})[row["date"]] = row["close"]
sessions = sorted(closes["SPY"])
with (NIGHT / "portfolios" / "demo_hedgefundstyle.csv").open() as file:
    options = [row for row in csv.DictReader(file) if row["Investment Class"] == "OPTIONS"]


def volatility(symbol: str, date: str) -> float:
    at = sessions.index(date)
    prices = numpy.array([float(closes[symbol][day]) for day in sessions[at - WINDOW : at + 1]])
    returns = prices[1:] / prices[:-1] - 1
    assert len(returns) == WINDOW
    return float(returns.std(ddof=1) * numpy.sqrt(252))


def measured(row: dict[str, str], date: str) -> dict[str, float]:
    symbol, right = row["Underlying Symbol"], row["Option Type"]
    spot, strike = float(closes[symbol][date]), float(row["Strike Price"])
    expiry = datetime.date.fromisoformat(row["Expiration Date"])
    years = (expiry - datetime.date.fromisoformat(date)).days / 365
    sigma = volatility(symbol, date)
    sign = 1 if right == "CALL" else -1
    root = sigma * numpy.sqrt(years)
    d1 = (numpy.log(spot / strike) + (RATE + sigma**2 / 2) * years) / root
    d2 = d1 - root
    discounted = strike * numpy.exp(-RATE * years)
    price = sign * (spot * norm.cdf(sign * d1) - discounted * norm.cdf(sign * d2))
    shares = float(row["Quantity"]) * MULTIPLIER
    delta = sign * norm.cdf(sign * d1)
    gamma = norm.pdf(d1) / (spot * root)
    theta = -spot * norm.pdf(d1) * sigma / (2 * numpy.sqrt(years)) - sign * RATE * discounted * norm.cdf(sign * d2)
    numbers = {
        "spot": spot,
        "volatility": sigma,
        "price": price,
        "value": shares * price,
        "delta_shares": shares * delta,
        "delta_dollars": shares * delta * spot,
        "gamma_dollars": shares * gamma * spot * spot * 0.01,
        "theta": shares * theta / 365,
        "vega": shares * spot * norm.pdf(d1) * numpy.sqrt(years) * 0.01,
        "rho": shares * sign * years * discounted * norm.cdf(sign * d2) * 0.01,
    }
    return {name: float(number) for name, number in numbers.items()}


def settled(row: dict[str, str]) -> int:
    """Cents that change hands at expiry, exactly."""
    close = Decimal(closes[row["Underlying Symbol"]][row["Expiration Date"]])
    gain = close - Decimal(row["Strike Price"]) if row["Option Type"] == "CALL" else Decimal(row["Strike Price"]) - close
    cash = Decimal(row["Quantity"]) * MULTIPLIER * max(gain, Decimal(0))
    return int((cash * 100).quantize(Decimal(1), ROUND_HALF_EVEN))


priced = [row for row in options if row["Underlying Symbol"] in closes]
document = {
    "script": "make_hedge_fund.py",
    "python": platform.python_version(),
    "numpy": numpy.__version__,
    "scipy": scipy.__version__,
    "unpriced": [row["Symbol"] for row in options if row not in priced],
    "settled": {row["Symbol"]: [row["Expiration Date"], settled(row)] for row in priced},
    "measured": {
        date: {row["Symbol"]: measured(row, date) for row in priced if row["Expiration Date"] > date}
        for date in DATES
    },
}
(HERE / "hedge-fund.json").write_text(json.dumps(document, indent=1) + "\n")
