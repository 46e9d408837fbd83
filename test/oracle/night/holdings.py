"""A portfolio's numbers at a date, from its lots and its symbols' estimates."""
import math
from fractions import Fraction

import numpy as np
from checks import agree, fail_unless
from estimates import BETA_WINDOWS, MARKET, NUMBERS, VOLATILITY_WINDOWS, realised, regression
from options import dollars_of, is_alive, settled_at, underlying_of
from valuation import cents_of, price_of, units_of


def book_of(name, lots, closes, sessions, d, equity_cents):
    """Delta dollars netted by symbol, private assets, options without a value; equal names add up by amount."""
    dollars, private, shares, unpriced, in_options = {}, {}, {}, [], 0
    for lot in lots:
        price, _ = price_of(lot, closes, sessions, d)
        if lot["Investment Class"] == "PUBLIC":
            dollars.setdefault(lot["Symbol"], []).append(float(lot["Quantity"]) * float(price))
            shares.setdefault(lot["Symbol"], []).append(float(lot["Quantity"]) * float(price))
        elif lot["Investment Class"] == "PRIVATE":
            private.setdefault(lot["Symbol"], []).append(cents_of(lot["Quantity"], price)[0] / 100)
        elif price is not None:
            dollars.setdefault(underlying_of(lot), []).append(dollars_of(lot, closes, sessions, d))
            in_options += abs(cents_of(units_of(lot), price)[0])
        elif is_alive(lot, sessions, d) or not any(settled_at(lot, closes, sessions, t) for t in range(d + 1)):
            unpriced.append(lot["Symbol"])
    dollars, private = ({s: math.fsum(v) for s, v in sorted(names.items())} for names in (dollars, private))
    fail_unless(all(dollars.values()) and all(private.values()), f"{name}: something nets to 0")
    return {
        "equity": equity_cents / 100,
        "dollars": dollars,
        "private": private,
        "options": sorted(unpriced),
        "in_options": in_options / 100,
        "plain": math.fsum([*(abs(math.fsum(v)) for v in shares.values()), *(abs(v) for v in private.values())]),
        "gross": math.fsum(abs(v) for v in [*dollars.values(), *private.values()]),
    }


def coverage_of(book, reasons):
    """Names that enter a number, their share of the gross, and who does not enter and why."""
    covered = [s for s in book["dollars"] if reasons[s] is None]
    share = math.fsum(abs(book["dollars"][s]) for s in covered) / book["gross"]
    uncovered = [
        *({"name": s, "dollars": v, "reason": reasons[s]} for s, v in book["dollars"].items() if reasons[s] is not None),
        *({"name": s, "dollars": v, "reason": "private_asset"} for s, v in book["private"].items()),
        *({"name": s, "dollars": None, "reason": "not_priced"} for s in book["options"]),
    ]
    return covered, share, uncovered


def weighted(book, symbols, pick):
    """X = w'b over what has an estimate, with what each name adds. `pick` gives an estimate and the reason if it is null."""
    picked = {s: pick(symbols[s]) if s in symbols else (None, "unknown_symbol") for s in book["dollars"]}
    covered, share, uncovered = coverage_of(book, {s: reason for s, (_, reason) in picked.items()})
    row = {"value": None, "reason": None, "n": len(covered), "coverage": share, "contributions": {}, "uncovered": uncovered}
    if not covered:
        return {**row, "reason": "nothing_covered"}
    parts = {s: book["dollars"][s] / book["equity"] * picked[s][0] for s in covered}
    total = math.fsum(parts.values())
    agree("weighted", total, float(np.array([book["dollars"][s] for s in covered]) @ np.array([picked[s][0] for s in covered])) / book["equity"], 1e-6)
    return {**row, "value": total, "contributions": parts}


def pro_forma(book, panel, symbols, d):
    def reason(s):
        if s not in symbols:
            return "unknown_symbol"
        b = symbols[s]["beta"]["252"]
        if b["beta"] is None:
            return b["reason"]
        return "insufficient_history" if np.sum(~np.isnan(panel[s][d - 251 : d + 1])) < 60 else None

    covered, share, uncovered = coverage_of(book, {s: reason(s) for s in book["dollars"]})
    row = {"coverage": share, "uncovered": uncovered}
    if not covered:
        return {**row, "series": None}
    fail_unless(covered != [MARKET], "an exact portfolio")
    w = np.array([book["dollars"][s] for s in covered]) / book["equity"]
    r = np.array([panel[s][: d + 1] for s in covered])
    b0 = np.array([symbols[s]["beta"]["252"]["beta"] for s in covered])
    m = panel[MARKET][: d + 1]
    holes = np.isnan(r)
    parts = w[:, None] * np.where(holes, b0[:, None] * m, r)
    own = np.abs(w) @ ~holes / np.abs(w).sum()
    counts = ~np.isnan(m) & (own >= 0.5) & (np.arange(d + 1) > d - 252)
    series = np.full(len(panel[MARKET]), np.nan)
    for t in np.flatnonzero(counts):
        series[t] = math.fsum(parts[:, t])
    # No name of these portfolios has a hole: filled is 0, and sums of betas and of covariances must give the same numbers.
    fail_unless(not holes[:, d - 251 :].any(), "a hole in the pro-forma series")
    lacking = np.abs(w) @ holes / np.abs(w).sum()
    windows = [*VOLATILITY_WINDOWS, *BETA_WINDOWS]
    filled = {n: float(np.mean(lacking[counts & (np.arange(d + 1) > d - n)])) for n in windows}
    return {**row, "series": series, "filled": filled, "w": w, "r": r, "covered": covered}


def concentration(book):
    sizes = [abs(v) for v in [*book["dollars"].values(), *book["private"].values()]]
    p = np.sort(np.array(sizes) / math.fsum(sizes))[::-1]
    hhi = 10000 * math.fsum(p**2)
    made = {"hhi": hhi, "effective_positions": 10000 / hhi, "top_3": math.fsum(p[:3]), "top_10": math.fsum(p[:10])}
    exact = sorted((Fraction(v) for v in sizes), reverse=True)
    squares = sum(v * v for v in exact) / sum(exact) ** 2
    again = {"hhi": 10000 * squares, "effective_positions": 1 / squares, "top_3": sum(exact[:3]) / sum(exact), "top_10": sum(exact[:10]) / sum(exact)}
    for key, value in made.items():
        agree("concentration", value, float(again[key]), 1e-3)
    return {**made, "reason": None, "n": len(sizes)}


def portfolio_at(name, lots, closes, sessions, panel, symbols, d, snapshot):
    book = book_of(name, lots, closes, sessions, d, snapshot["equity"])
    # Cents are rounded lot by lot; an option is in the snapshot by its value, and in the book by its delta.
    agree("gross", book["plain"], snapshot["gross_exposure"] / 100 - book["in_options"], 1.0, 1e-6)
    made = {
        "beta": {str(w): weighted(book, symbols, lambda s: (s["beta"][str(w)]["beta"], s["beta"][str(w)]["reason"])) for w in BETA_WINDOWS},
        "beta_shrunk": {
            str(w): weighted(book, symbols, lambda s: (s["beta"][str(w)]["beta_shrunk"], s["beta"][str(w)]["beta_shrunk_reason"])) for w in BETA_WINDOWS
        },
    }
    series = pro_forma(book, panel, symbols, d)
    if series["series"] is None:
        none = {"reason": "nothing_covered", "coverage": series["coverage"], "filled": None}
        made["regression"] = {str(w): {"n": 0, **dict.fromkeys(NUMBERS), "p_value_reason": "nothing_covered", **none} for w in BETA_WINDOWS}
        made["volatility"] = {str(w): {"n": 0, "value": None, **none} for w in VOLATILITY_WINDOWS}
    else:
        carry = {w: {"coverage": series["coverage"], "filled": series["filled"][w]} for w in series["filled"]}
        made["regression"] = {str(w): {**regression(series["series"], panel[MARKET], d, w), **carry[w]} for w in BETA_WINDOWS}
        made["volatility"] = {str(w): {**realised(series["series"], d, w), **carry[w]} for w in VOLATILITY_WINDOWS}
        for w in BETA_WINDOWS:
            row = made["regression"][str(w)]
            fail_unless(list(made["beta"][str(w)]["contributions"]) == series["covered"], "betas and series cover different names")
            agree("beta, both ways", row["beta"], made["beta"][str(w)]["value"], 1e-6)
            alphas = math.fsum(x * symbols[s]["beta"][str(w)]["alpha"] for x, s in zip(series["w"], series["covered"]))
            agree("alpha, both ways", row["alpha"], alphas, 1e-6)
        for w in VOLATILITY_WINDOWS:
            sigma = np.cov(series["r"][:, d - w + 1 :], ddof=1)
            agree("volatility, both ways", made["volatility"][str(w)]["value"], float(np.sqrt(252 * (series["w"] @ sigma @ series["w"]))), 1e-6)
    return {
        "book": {
            "equity": snapshot["equity"],
            "gross": book["gross"],
            "dollars": book["dollars"],
            "private": book["private"],
            "weights": {s: v / book["equity"] for s, v in book["dollars"].items()},
        },
        **made,
        "uncovered": series["uncovered"],
        "concentration": concentration(book),
    }
