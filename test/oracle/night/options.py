"""Options: what the model makes of them, and what they are settled at (engines.md, section 12)."""
import math
from datetime import date
from decimal import Decimal

import mpmath
import numpy as np
from checks import agree
from estimates import realised
from scipy.stats import norm

SHARES = 100  # a contract
RATE = 0.04  # assumed: ^IRX is not among the closes
WINDOW = 63
INDICES = {"VIX": "^VIX"}
mpmath.mp.dps = 40


def underlying_of(lot):
    root = lot["Underlying Symbol"]
    return INDICES.get(root, root)


def is_alive(lot, sessions, t):
    """Before the session at whose close the contract is settled: that of its expiration, or the last one before."""
    return sessions[t] < max(s for s in sessions if s <= lot["Expiration Date"])


def settled_at(lot, closes, sessions, t):
    """A share's intrinsic value, as text, if the contract is settled at this very session."""
    close = closes.get(underlying_of(lot), {}).get(sessions[t])
    if close is None or sessions[t] != max(s for s in sessions if s <= lot["Expiration Date"]):
        return None
    inside = Decimal(close) - Decimal(lot["Strike Price"])
    return str(max(Decimal(0), inside if lot["Option Type"] == "CALL" else -inside))


def model(lot, closes, sessions, t):
    """Value and delta of a share's option by Black and Scholes without a yield; None where nothing is known of the underlying."""
    own = closes.get(underlying_of(lot))
    if own is None:
        return None
    prices = np.array([float(own[s]) for s in sessions[: t + 1]])  # none lacks a session
    returns = np.concatenate([[np.nan], prices[1:] / prices[:-1] - 1.0])
    volatility = realised(returns, t, WINDOW)["value"]
    spot, strike = prices[-1], float(lot["Strike Price"])
    years = (date.fromisoformat(lot["Expiration Date"]) - date.fromisoformat(sessions[t])).days / 365
    sign = 1 if lot["Option Type"] == "CALL" else -1
    deviation = volatility * math.sqrt(years)
    d1 = (math.log(spot / strike) + (RATE + volatility**2 / 2) * years) / deviation
    discounted = strike * math.exp(-RATE * years)
    value = sign * (spot * norm.cdf(sign * d1) - discounted * norm.cdf(sign * (d1 - deviation)))
    delta = sign * norm.cdf(sign * d1)

    def exact(s):
        deep = mpmath.mpf(volatility) * mpmath.sqrt(mpmath.mpf(years))
        centre = (mpmath.log(s / strike) + mpmath.mpf(RATE) * mpmath.mpf(years)) / deep
        cdf = lambda x: mpmath.erfc(-sign * x / mpmath.sqrt(2)) / 2
        return sign * (s * cdf(centre + deep / 2) - strike * mpmath.exp(-mpmath.mpf(RATE) * years) * cdf(centre - deep / 2))

    agree("option", float(value), float(exact(mpmath.mpf(float(spot)))), 1e-3)
    agree("delta", float(delta), float(mpmath.diff(exact, mpmath.mpf(float(spot)))), 1e-3)
    return max(0.0, float(value)), float(delta)


def dollars_of(lot, closes, sessions, t):
    """Delta dollars by the underlying; None for what the model gives no value."""
    made = model(lot, closes, sessions, t)
    if made is None:
        return None
    return float(lot["Quantity"]) * SHARES * made[1] * float(closes[underlying_of(lot)][sessions[t]])
