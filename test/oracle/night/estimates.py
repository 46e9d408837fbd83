"""What is estimated of a symbol at a date: market beta, realised volatility, prior, shrunk beta."""
import math
import statistics

import numpy as np
import scipy.special
import statsmodels.api as sm
from checks import agree, fail_unless

BETA_WINDOWS = [90, 252]
VOLATILITY_WINDOWS = [21, 63, 252]
BETA_MINIMUM = 30
STALE_AFTER = 5
STALE_LOOK_BACK = 252
MARKET = "SPY"
PROXIES = "SPY VTV VUG MTUM QUAL IWM USMV TLT".split()
NUMBERS = ["alpha", "beta", "r_squared", "se", "se_hac", "p_value"]
SCALES = {"alpha": 1e-6, "beta": 1e-6, "r_squared": 1e-3, "se": 1e-6, "se_hac": 1e-6, "p_value": 1e-16}


def panel_of(closes, sessions):
    prices = np.array([[float(own.get(d, "nan")) for d in sessions] for own in closes.values()])
    returns = np.full(prices.shape, np.nan)
    returns[:, 1:] = prices[:, 1:] / prices[:, :-1] - 1.0
    return dict(zip(closes, returns))


def sample(series, d, length, minimum):
    """Positions of the valid sessions of the window, and why they are no sample. `stale` is the better explanation."""
    ok = np.all([~np.isnan(s) for s in series], axis=0) & (np.arange(len(series[0])) <= d)
    seen = np.flatnonzero(ok)
    seen = seen[seen > d - max(length, STALE_LOOK_BACK)]
    at = seen[seen > d - length]
    if len(seen) and d - seen[-1] > STALE_AFTER:
        return at, "stale"
    return at, "insufficient_history" if len(at) < minimum else None


def closed_form(y, x, lags):
    """Slope, intercept, errors and p of a line, from centred sums."""
    n = len(y)
    mx, my = math.fsum(x) / n, math.fsum(y) / n
    dx, dy = x - mx, y - my
    sxx = math.fsum(dx * dx)
    beta = math.fsum(dx * dy) / sxx
    e = dy - beta * dx
    sse = math.fsum(e * e)
    u = dx * e
    s = math.fsum(u * u) + 2 * sum((1 - k / (lags + 1)) * math.fsum(u[k:] * u[:-k]) for k in range(1, lags + 1))
    se_hac = math.sqrt(s) / sxx
    return {
        "alpha": my - beta * mx,
        "beta": beta,
        "r_squared": 1 - sse / math.fsum(dy * dy),
        "se": math.sqrt(sse / (n - 2) / sxx),
        "se_hac": se_hac,
        "p_value": float(scipy.special.erfc(abs(beta / se_hac) / math.sqrt(2))),
    }


def regression(y, x, d, length, exact=None):
    """`reason` is that of every null but p_value's, which has its own."""
    at, reason = sample([y, x], d, length, BETA_MINIMUM)
    row = {"n": len(at), **dict.fromkeys(NUMBERS), "reason": reason, "p_value_reason": reason}
    if reason is not None:
        return row
    if exact is not None:
        return {**row, "alpha": 0.0, "beta": exact, "r_squared": 1.0, "se": 0.0, "se_hac": 0.0, "p_value_reason": "exact"}
    y, x = y[at], x[at]
    lags = math.floor(4 * (len(at) / 100) ** (2 / 9))
    plain = sm.OLS(y, sm.add_constant(x)).fit()
    hac = sm.OLS(y, sm.add_constant(x)).fit(cov_type="HAC", cov_kwds={"maxlags": lags, "use_correction": False}, use_t=False)
    made = {
        "alpha": float(plain.params[0]),
        "beta": float(plain.params[1]),
        "r_squared": float(plain.rsquared),
        "se": float(plain.bse[1]),
        "se_hac": float(hac.bse[1]),
        "p_value": float(hac.pvalues[1]),
    }
    for key, value in closed_form(y, x, lags).items():
        if key != "p_value" or max(value, made[key]) >= 1e-16:
            agree(key, made[key], value, SCALES[key])
    return {**row, **made}


def realised(series, d, length):
    at, reason = sample([series], d, length, 0.8 * length)
    row = {"n": len(at), "value": None, "reason": reason}
    if reason is not None:
        return row
    value = float(np.std(series[at], ddof=1) * np.sqrt(252))
    agree("volatility", value, statistics.stdev(series[at].tolist()) * math.sqrt(252), 1e-6)
    return {**row, "value": value}


def prior(betas, length):
    members = sorted(s for s, b in betas.items() if s not in PROXIES and b["beta"] is not None and b["n"] >= 0.8 * length and abs(b["beta"]) <= 5)
    fail_unless(len(members) >= 30, f"{len(members)} members")
    b = np.array([betas[s]["beta"] for s in members])
    se = np.array([betas[s]["se"] for s in members])
    mu, mad = float(np.median(b)), np.median(np.abs(b - np.median(b)))
    tau2 = float(max((1.4826 * mad) ** 2 - np.median(se**2), 0.01))
    plain = b.tolist()
    agree("mu", mu, statistics.median(plain), 1e-6)
    spread = statistics.median([abs(v - statistics.median(plain)) for v in plain])
    agree("tau2", tau2, max((1.4826 * spread) ** 2 - statistics.median([v * v for v in se.tolist()]), 0.01), 1e-6)
    return {"mu": mu, "tau2": tau2, "count": len(members), "members": members}


def shrunk(symbol, b, moments):
    if symbol in PROXIES:
        return {"beta_shrunk": None, "beta_shrunk_reason": "not_an_equity"}
    if b["beta"] is None:
        return {"beta_shrunk": None, "beta_shrunk_reason": b["reason"]}
    k = moments["tau2"] / (moments["tau2"] + b["se"] ** 2)
    value = k * b["beta"] + (1 - k) * moments["mu"]
    # The mean weighted by the precisions of the two.
    a, c = 1 / moments["tau2"], 1 / b["se"] ** 2
    agree("beta_shrunk", value, (a * moments["mu"] + c * b["beta"]) / (a + c), 1e-6)
    return {"beta_shrunk": value, "beta_shrunk_reason": None}


def symbols_at(panel, d):
    rows = {s: {"beta": {}, "volatility": {str(w): realised(r, d, w) for w in VOLATILITY_WINDOWS}} for s, r in panel.items()}
    priors = {}
    for w in BETA_WINDOWS:
        betas = {s: regression(r, panel[MARKET], d, w, 1.0 if s == MARKET else None) for s, r in panel.items()}
        priors[str(w)] = prior(betas, w)
        for s, b in betas.items():
            rows[s]["beta"][str(w)] = {**b, **shrunk(s, b, priors[str(w)])}
    return rows, priors
