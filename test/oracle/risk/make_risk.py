#!/usr/bin/env python3
"""Oracle figures for the risk engines (engines.md, sections 1, 2, 7, 8, 9), by statsmodels, scipy and numpy.

    /usr/bin/python3 test/oracle/risk/make_risk.py

Reads ../panel/closes.csv.gz and writes risk.json beside itself: market betas, prior, shrunk betas and realised volatilities
of 50 symbols at two dates, and every number of four made-up portfolios. The same versions give the same bytes.
"""
import csv
import gzip
import json
import math
import platform
import sys
from pathlib import Path

import numpy as np
import scipy
import scipy.special
import statsmodels
import statsmodels.api as sm

HERE = Path(__file__).resolve().parent
DATES = ["2025-03-14", "2026-05-29"]
WINDOWS = [90, 252]
MARKET = "SPY"
PROXIES = "SPY VTV VUG MTUM QUAL IWM USMV TLT".split()
# Funds by name; the proxies and USBC are given no type on purpose: unknown counts as equity, but for the proxies.
TYPES = {s: "fund" for s in "SCYB RSSL IQMX FIGG MINY".split()}
NO_TYPE = set(PROXIES) | {"USBC"}

# (underlying, delta dollars) lot by lot; private assets in cents; what is left of the equity is cash or debt.
PORTFOLIOS = {
    "long_only": {
        "equity_cents": 100_000_000,
        "positions": [
            ["XOM", 90_000.0], ["AAPL", 120_000.0], ["MSFT", 150_000.125], ["JPM", 100_000.0], ["AAPL", 80_000.5],
            ["KO", 60_000.0], ["SPY", 200_000.0], ["TLT", 100_000.0], ["UHAL-B", 15_000.0], ["UHAL", 20_000.0],
        ],
        "private": [],
        "issuers": {"UHAL-B": "UHAL"},
    },
    "long_short": {
        "equity_cents": 50_000_050,
        "positions": [
            ["NVDA", 300_000.25], ["TSLA", -120_000.0], ["PPCB", 8_000.0], ["MI", 5_000.0], ["QUCY", -3_000.0],
            ["HMH", 40_000.0], ["MINY", 90_000.0], ["FIGG", 60_000.0], ["USBC", 25_000.0], ["XXII", -12_000.0],
            ["IWM", -150_000.0], ["AMD", 70_000.0], ["AMD", -20_000.75], ["ZZZZ", 10_000.0], ["T", 500.0], ["T", -500.0],
        ],
        "private": [],
        "issuers": {},
    },
    "private_and_cash": {
        "equity_cents": 200_000_000,
        "positions": [["BRK-B", 400_000.0], ["USMV", 200_000.0], ["ABBV", 120_000.0], ["ECG", 30_000.0], ["CVX", 55_555.55]],
        "private": [["Loan to ACME", 15_000_050], ["Barn Fund", 60_000_000]],
        "issuers": {},
    },
    "young": {
        "equity_cents": 10_000_000,
        "positions": [["MINY", 60_000.0], ["FIGG", 30_000.0], ["KO", 10_000.0]],
        "private": [],
        "issuers": {},
    },
}


def load():
    with gzip.open(HERE.parent / "panel" / "closes.csv.gz", "rt", encoding="ascii", newline="") as f:
        rows = list(csv.DictReader(f))
    sessions = sorted({r["date"] for r in rows if r["symbol"] == MARKET})
    symbols = sorted({r["symbol"] for r in rows})
    closes = np.full((len(symbols), len(sessions)), np.nan)
    for r in rows:
        closes[symbols.index(r["symbol"]), sessions.index(r["date"])] = float(r["close"])
    returns = np.full(closes.shape, np.nan)
    returns[:, 1:] = closes[:, 1:] / closes[:, :-1] - 1.0
    return sessions, {s: returns[i] for i, s in enumerate(symbols)}


def window(series, d, length):
    return series[max(0, d - length + 1) : d + 1]


def regression(y, x, d, length, exact=None):
    y, x = window(y, d, length), window(x, d, length)
    both = ~np.isnan(y) & ~np.isnan(x)
    y, x = y[both], x[both]
    n = int(both.sum())
    if n < 30:
        return {"n": n, "reason": "insufficient_history"}
    if exact is not None:
        return {"n": n, "alpha": 0.0, "beta": exact, "se": 0.0, "se_hac": 0.0, "p": "exact", "low": exact, "high": exact, "r2": 1.0}
    plain = sm.OLS(y, sm.add_constant(x)).fit()
    lags = math.floor(4 * (n / 100) ** (2 / 9))
    hac = sm.OLS(y, sm.add_constant(x)).fit(cov_type="HAC", cov_kwds={"maxlags": lags, "use_correction": False}, use_t=False)
    low, high = hac.conf_int(alpha=0.05)[1]
    return {
        "n": n,
        "alpha": float(plain.params[0]),
        "beta": float(plain.params[1]),
        "se": float(plain.bse[1]),
        "se_hac": float(hac.bse[1]),
        "p": float(hac.pvalues[1]),
        "low": float(low),
        "high": float(high),
        "r2": float(plain.rsquared),
    }


def realised(series, d):
    found = {}
    for length in (21, 63, 252):
        r = window(series, d, length)
        r = r[~np.isnan(r)]
        found[str(length)] = {"n": int(len(r))}
        if len(r) >= 0.8 * length:
            found[str(length)]["value"] = float(np.std(r, ddof=1) * np.sqrt(252))
        else:
            found[str(length)]["reason"] = "insufficient_history"
    return found


def outlier(series, d):
    r = window(series, d, 252)
    r = r[~np.isnan(r)]
    if len(r) == 0:
        return False
    mad = np.median(np.abs(r - np.median(r)))
    return bool(mad > 0 and np.any((np.abs(r - np.median(r)) > 8 * 1.4826 * mad) & (np.abs(r) > 0.25)))


def is_equity(symbol):
    return symbol not in PROXIES and symbol not in TYPES


def prior(betas, length):
    members = sorted(s for s, b in betas.items() if is_equity(s) and "beta" in b and b["n"] >= 0.8 * length and abs(b["beta"]) <= 5)
    row = {"members": members}
    if len(members) < 30:
        return {**row, "reason": "insufficient_cross_section"}
    b = np.array([betas[s]["beta"] for s in members])
    se = np.array([betas[s]["se"] for s in members])
    mad = np.median(np.abs(b - np.median(b)))
    return {**row, "mu": float(np.median(b)), "tau2": float(max((1.4826 * mad) ** 2 - np.median(se**2), 0.01))}


def at_date(panel, d):
    symbols = {s: {"beta": {}, "vol": realised(r, d), "outlier": outlier(r, d), "shrunk": {}} for s, r in panel.items()}
    priors = {}
    for length in WINDOWS:
        betas = {s: regression(r, panel[MARKET], d, length, 1.0 if s == MARKET else None) for s, r in panel.items()}
        priors[str(length)] = p = prior(betas, length)
        for s, b in betas.items():
            symbols[s]["beta"][str(length)] = b
            if not is_equity(s):
                shrunk = {"reason": "not_an_equity"}
            elif "beta" not in b:
                shrunk = {"reason": b["reason"]}
            elif "mu" not in p:
                shrunk = {"reason": p["reason"]}
            else:
                k = p["tau2"] / (p["tau2"] + b["se"] ** 2)
                shrunk = {"value": k * b["beta"] + (1 - k) * p["mu"]}
            symbols[s]["shrunk"][str(length)] = shrunk
    return symbols, priors


def weighted(dollars, equity, estimates, private):
    """X = w'b over what has an estimate, with what each name adds."""
    have = [s for s in dollars if s in estimates and estimates[s] is not None]
    gross = sum(abs(v) for v in dollars.values()) + sum(abs(v) for v in private.values())
    row = {"coverage": sum(abs(dollars[s]) for s in have) / gross, "n": len(have)}
    if not have:
        return {**row, "reason": "nothing_covered"}
    w = np.array([dollars[s] for s in have]) / equity
    b = np.array([estimates[s] for s in have])
    return {**row, "value": float(w @ b), "contributions": dict(zip(have, (w * b).tolist())), "missing": [s for s in dollars if s not in have]}


def portfolio(spec, panel, symbols, d):
    equity = spec["equity_cents"] / 100
    dollars = {}
    for s, v in spec["positions"]:
        dollars[s] = dollars.get(s, 0.0) + v
    dollars = {s: v for s, v in sorted(dollars.items()) if v != 0}
    private = {s: v / 100 for s, v in spec["private"]}
    gross = sum(abs(v) for v in dollars.values()) + sum(private.values())
    result = {"gross": gross, "weights": {s: v / equity for s, v in dollars.items()}, "beta": {}, "shrunk": {}, "regression": {}, "filled": {}}

    for length in map(str, WINDOWS):
        result["beta"][length] = weighted(dollars, equity, {s: symbols[s]["beta"][length].get("beta") for s in dollars if s in symbols}, private)
        result["shrunk"][length] = weighted(dollars, equity, {s: symbols[s]["shrunk"][length].get("value") for s in dollars if s in symbols}, private)

    def enters(s):
        return s in symbols and "beta" in symbols[s]["beta"]["252"] and np.sum(~np.isnan(window(panel[s], d, 252))) >= 60

    covered = [s for s in dollars if enters(s)]
    w = np.array([dollars[s] for s in covered]) / equity
    r = np.array([panel[s][: d + 1] for s in covered])
    b0 = np.array([symbols[s]["beta"]["252"]["beta"] for s in covered])
    m = panel[MARKET][: d + 1]
    holes = np.isnan(r)
    series = w @ np.where(holes, b0[:, None] * m, r)
    own = np.abs(w) @ ~holes / np.abs(w).sum()
    counts = ~np.isnan(m) & (own >= 0.5) & (np.arange(d + 1) > d - 252)
    series = np.where(counts, series, np.nan)
    result["pro_forma_coverage"] = sum(abs(dollars[s]) for s in covered) / gross
    result["pro_forma_missing"] = [s for s in dollars if s not in covered] + sorted(private)
    for length in WINDOWS:
        result["regression"][str(length)] = regression(series, m, d, length)
    result["vol"] = realised(series, d)
    for length in (21, 63, 90, 252):
        inside = counts & (np.arange(d + 1) > d - length)
        result["filled"][str(length)] = float(np.mean(1 - own[inside]))

    issuers = {}
    for s, v in dollars.items():
        issuers[spec["issuers"].get(s, s)] = issuers.get(spec["issuers"].get(s, s), 0.0) + v
    p = np.array([abs(v) for v in issuers.values()] + [abs(v) for v in private.values()])
    p = np.sort(p / p.sum())[::-1]
    hhi = 10000 * float(np.sum(p**2))
    result["concentration"] = {"hhi": hhi, "effective_positions": 10000 / hhi, "top_3": float(p[:3].sum()), "top_10": float(p[:10].sum()), "n": len(p)}
    return result


def main():
    sessions, panel = load()
    result = {
        "script": "test/oracle/risk/make_risk.py",
        "statsmodels": statsmodels.__version__,
        "scipy": scipy.__version__,
        "numpy": np.__version__,
        "python": platform.python_version(),
        "types": {s: TYPES.get(s, None if s in NO_TYPE else "equity") for s in panel},
        "erfc": [[x, float(scipy.special.erfc(x))] for x in (np.concatenate([np.linspace(-3, 6, 181), np.linspace(6.5, 26, 40)])).tolist()],
        "dates": {},
        "portfolios": PORTFOLIOS,
    }
    for date in DATES:
        d = sessions.index(date)
        symbols, priors = at_date(panel, d)
        made = {name: portfolio(spec, panel, symbols, d) for name, spec in PORTFOLIOS.items()}
        result["dates"][date] = {"symbols": symbols, "prior": priors, "portfolios": made}
        print(date, {k: (len(v["members"]), v.get("mu"), v.get("tau2")) for k, v in priors.items()})
        print("  outliers", [s for s in symbols if symbols[s]["outlier"]])
        for name, row in made.items():
            print("  ", name, {k: v.get("value") for k, v in row["beta"].items()}, {k: v.get("value") for k, v in row["vol"].items()}, row["filled"], row["pro_forma_missing"])
    (HERE / "risk.json").write_text(json.dumps(result, indent=1) + "\n")


if __name__ == "__main__":
    if len(sys.argv) != 1:
        raise SystemExit("make_risk: no arguments")
    main()
