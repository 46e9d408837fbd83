#!/usr/bin/env python3
"""Oracle figures for the return panel (engines.md, section 1), by numpy.

    /usr/bin/python3 test/oracle/panel/make_panel.py MARKET_FOLDER

MARKET_FOLDER holds closes.csv.gz and as-traded/AAPL.csv.gz, AAPL.factors.csv. Writes beside itself. Every output is
deterministic (gzip level 9, mtime 0, no name), so running it twice gives the same bytes with the same zlib.
"""
import csv
import gzip
import hashlib
import io
import json
import math
import platform
import sys
import zlib
from fractions import Fraction
from pathlib import Path

import numpy as np

HERE = Path(__file__).resolve().parent
SCRIPT = "test/oracle/panel/make_panel.py"

PROXIES = "SPY VTV VUG MTUM QUAL IWM USMV TLT".split()
GAP = ["USBC"]  # no row on 2025-02-19
# 725, 497, 397, 303, 250, 157, 64 and 41 closes: on either side of the windows and minima 252, 126, 63, 60, 30
LATE = "SCYB RSSL ECG COLA IQMX FIGG MINY HMH".split()
BAD = "PPCB MI QUCY".split()  # bad prints as the vendor gave them
EXPONENT = ["XXII"]  # closes written 6.66209e+07
KNOWN = (
    "AAPL MSFT AMZN GOOGL META NVDA TSLA BRK-B JPM V JNJ PG HD KO PEP CVX XOM MRK ABBV WMT COST NFLX AMD BA CAT NEE T "
    "UHAL UHAL-B"
).split()
SYMBOLS = sorted(PROXIES + GAP + LATE + BAD + EXPONENT + KNOWN)  # ASCII: code points = code units

AT_FROM, AT_TO = "2012-01-03", "2020-12-31"
AT_HEADER = "symbol,date,close,open,high,low,volume,dividend,split"
# Facts from outside the factor file (ex-date, dollars a share held that day; ratio new per old).
KNOWN_DIVIDENDS = {"2012-08-09": "2.65", "2014-08-07": "0.47", "2020-08-07": "0.82", "2020-11-06": "0.205"}
KNOWN_SPLITS = {"2014-06-09": 7, "2020-08-31": 4}


def fail_unless(condition, message):
    if not condition:
        raise SystemExit(f"make_panel: {message}")


def gz(path, data):
    buffer = io.BytesIO()
    with gzip.GzipFile(filename="", mode="wb", fileobj=buffer, compresslevel=9, mtime=0) as f:
        f.write(data)
    path.write_bytes(buffer.getvalue())


def put_json(path, value):
    path.write_text(json.dumps(value, indent=1, sort_keys=False) + "\n")


def versions():
    return {"numpy": np.__version__, "python": platform.python_version(), "zlib": zlib.ZLIB_RUNTIME_VERSION, "script": SCRIPT}


def total(values):
    """Correctly rounded sum: it does not depend on the order of the terms."""
    return math.fsum(values[~np.isnan(values)].tolist())


def sha256(data):
    return hashlib.sha256(data).hexdigest()


def panel(market):
    with gzip.open(market / "closes.csv.gz", "rt", encoding="ascii", newline="") as f:
        lines = f.read().split("\n")
    fail_unless(lines[0] == "symbol,date,close" and lines[-1] == "", "closes.csv.gz has another shape")
    wanted = set(SYMBOLS)
    fail_unless(len(SYMBOLS) == 50 and len(wanted) == 50, "not 50 symbols")
    kept = [line for line in lines[1:-1] if line.split(",", 1)[0] in wanted]
    rows = [line.split(",") for line in kept]
    fail_unless([r[:2] for r in rows] == sorted(r[:2] for r in rows), "not sorted by symbol, date")
    fail_unless({r[0] for r in rows} == wanted, "a symbol has no closes")
    gz(HERE / "closes.csv.gz", ("\n".join([lines[0], *kept]) + "\n").encode("ascii"))

    sessions = [r[1] for r in rows if r[0] == "SPY"]
    column = {d: t for t, d in enumerate(sessions)}
    line_of = {s: i for i, s in enumerate(SYMBOLS)}
    closes = np.full((len(SYMBOLS), len(sessions)), np.nan)
    for symbol, date, close in rows:
        closes[line_of[symbol], column[date]] = float(close)
    fail_unless(np.nanmin(closes) > 0, "a close is not positive")

    # total_return closes: no dividend and no split of their own, so R = P[t] / P[t-1] - 1. NaN spreads from either close.
    returns = np.full(closes.shape, np.nan)
    returns[:, 1:] = closes[:, 1:] / closes[:, :-1] - 1.0
    raw = np.ascontiguousarray(returns, dtype="<f8")
    raw[np.isnan(raw)] = np.nan  # one NaN pattern, 7ff8000000000000
    gz(HERE / "returns.f64.gz", raw.tobytes())
    put_json(
        HERE / "panel.json",
        {
            "origin": "closes.csv.gz: real US closes, adjusted for splits and dividends by the vendor as of 2026-08-03 (basis total_return)",
            **versions(),
            "layout": "returns.f64: little-endian float64, row-major [symbol][session], NaN = no valid return; nothing quarantined",
            "sha256": {"returns.f64": sha256(raw.tobytes())},
            "shape": list(raw.shape),
            "symbols": SYMBOLS,
            "sessions": sessions,
            "closeCount": {s: int((~np.isnan(closes[i])).sum()) for i, s in enumerate(SYMBOLS)},
            "validCount": {s: int((~np.isnan(raw[i])).sum()) for i, s in enumerate(SYMBOLS)},
            "sum": {s: total(raw[i]) for i, s in enumerate(SYMBOLS)},
        },
    )
    print(f"panel: {len(SYMBOLS)} symbols x {len(sessions)} sessions, {len(kept)} closes, {int((~np.isnan(raw)).sum())} valid returns")


def events(market, bars):
    """Dividends and splits out of the factor file.

    A row (d, PF, SF, ref) holds for bars up to and including d; the next row's factors hold after it. d is the last session
    cum event, ref its close as traded, and the ex-date is the next session. Going backwards the vendor multiplies PF by
    (ref - cash) / ref, cash being dollars for each share held on d, that is before a split on the ex-date; so
        s = SF_next / SF_d          D = ref * (1 - PF_d / PF_next) / s
    and (P + D) s / ref - 1 is the return of engines.md. PF has seven decimals, which leaves D uncertain by
        (ref / s) * 5e-8 * (1 / PF_next + PF_d / PF_next^2)         (about 0.7e-4 dollars at a close of 600)
    D becomes the decimal with the fewest digits, four at most, inside that bound; none inside: the script stops.
    """
    with open(market / "as-traded" / "AAPL.factors.csv", encoding="ascii", newline="") as f:
        factors = list(csv.DictReader(f))
    dates = [b["Date"] for b in bars]
    close = {b["Date"]: b["Close"] for b in bars}
    found = []
    for row, after in zip(factors, factors[1:]):
        d = row["Date"]
        if d not in close or dates.index(d) + 1 == len(dates):
            continue
        pf, pf_next, sf, sf_next = (float(x) for x in (row["PriceFactor"], after["PriceFactor"], row["SplitFactor"], after["SplitFactor"]))
        if pf == pf_next and sf == sf_next:
            continue
        ex = dates[dates.index(d) + 1]
        ref = float(row["ReferencePrice"])
        fail_unless(Fraction(row["ReferencePrice"]) == Fraction(close[d]), f"{d}: reference price is not the close")
        ratio = sf_next / sf
        split = round(ratio)
        fail_unless(split >= 1 and abs(ratio / split - 1) < 1e-4, f"{ex}: split ratio {ratio}")
        derived = ref * (1 - pf / pf_next) / split
        bound = ref / split * 5e-8 * (1 / pf_next + pf / pf_next**2)
        dividend = "0"
        if pf != pf_next:
            near = [f"{derived:.{k}f}" for k in range(1, 5) if abs(float(f"{derived:.{k}f}") - derived) <= bound]
            fail_unless(near and abs(float(near[0]) - derived) <= 1e-3, f"{ex}: dividend {derived} is not a round figure")
            dividend = near[0]
        found.append({"lastCum": d, "ex": ex, "reference": row["ReferencePrice"], "derived": derived, "bound": bound, "dividend": dividend, "split": split})
    return found


def as_traded(market):
    with gzip.open(market / "as-traded" / "AAPL.csv.gz", "rt", encoding="ascii", newline="") as f:
        bars = list(csv.DictReader(f))
    found = [e for e in events(market, bars) if AT_FROM <= e["ex"] <= AT_TO]
    by_ex = {e["ex"]: e for e in found}
    for ex, amount in KNOWN_DIVIDENDS.items():
        fail_unless(by_ex[ex]["dividend"] == amount, f"{ex}: dividend {by_ex[ex]['dividend']}, known {amount}")
    fail_unless({e["ex"]: e["split"] for e in found if e["split"] != 1} == KNOWN_SPLITS, "splits differ from the known ones")

    bars = [b for b in bars if AT_FROM <= b["Date"] <= AT_TO]
    sessions = [b["Date"] for b in bars]
    fail_unless(sessions == sorted(set(sessions)) and (sessions[0], sessions[-1]) == (AT_FROM, AT_TO), "bars")
    split = [by_ex[d]["split"] if d in by_ex else 1 for d in sessions]
    dividend = [by_ex[d]["dividend"] if d in by_ex else "0" for d in sessions]
    later = [1] * len(bars)  # product of the splits after t: exact integers
    for t in range(len(bars) - 2, -1, -1):
        later[t] = later[t + 1] * split[t + 1]

    def write(name, cells):
        (HERE / name).write_text("\n".join([AT_HEADER, *(",".join(["AAPL", *row]) for row in cells)]) + "\n")

    write(
        "as-traded-aapl.csv",
        ([b["Date"], b["Close"], b["Open"], b["High"], b["Low"], b["Volume"], dividend[t], str(split[t])] for t, b in enumerate(bars)),
    )

    def part(text, n):
        """text / n, exact quotient rounded once to 15 significant digits, never in exponent form."""
        return text if n == 1 else f"{float(Fraction(text) / n):.15g}"

    write(
        "split-adjusted-aapl.csv",
        (
            [b["Date"], *(part(b[k], later[t]) for k in ("Close", "Open", "High", "Low")), str(int(b["Volume"]) * later[t]), part(dividend[t], later[t]), str(split[t])]
            for t, b in enumerate(bars)
        ),
    )

    def read(name):
        with open(HERE / name, encoding="ascii", newline="") as f:
            rows = list(csv.DictReader(f))
        fail_unless(not any("e" in v.lower() for r in rows for k, v in r.items() if k != "symbol"), f"{name}: exponent")
        return (np.array([float(r[k]) for r in rows]) for k in ("close", "dividend", "split"))

    p, div, s = read("as-traded-aapl.csv")
    returns = np.full(len(p), np.nan, dtype="<f8")
    returns[1:] = (p[1:] + div[1:]) * s[1:] / p[:-1] - 1.0
    # Basis split_adjusted: the split is already in the closes, the split column only records it. R = (P + D) / P[t-1] - 1.
    q, q_div, _ = read("split-adjusted-aapl.csv")
    adjusted = np.full(len(q), np.nan, dtype="<f8")
    adjusted[1:] = (q[1:] + q_div[1:]) / q[:-1] - 1.0
    difference = float(np.nanmax(np.abs(returns - adjusted)))
    fail_unless(difference <= 1e-12, f"split-adjusted returns differ by {difference}")
    # And the split column, multiplied up, takes the closes back to as traded.
    back = float(np.max(np.abs(q * np.array(later) / p - 1)))
    fail_unless(back <= 1e-14, f"un-adjusted closes differ by {back}")

    # The vendor's own adjusted return, P[t] F(t) / (P[t-1] F(t-1)) - 1, takes the dividend off yesterday's close instead of
    # adding it to today's: P s / (P[t-1] - D s) - 1. That must hold to the factors' digits. It is not the return of engines.md:
    # on an ex-date it is off by about D / P[t-1] times the return; off ex-dates they agree.
    with open(market / "as-traded" / "AAPL.factors.csv", encoding="ascii", newline="") as f:
        factors = list(csv.DictReader(f))
    step = [next(r for r in factors if d <= r["Date"]) for d in sessions]
    whole = p * np.array([float(r["PriceFactor"]) * float(r["SplitFactor"]) for r in step])
    vendor = whole[1:] / whole[:-1] - 1.0
    by_factor = float(np.max(np.abs(p[1:] * s[1:] / (p[:-1] - div[1:] * s[1:]) - 1.0 - vendor)))
    fail_unless(by_factor <= 1e-6, f"factor returns differ by {by_factor}")
    vendor_gap = float(np.max(np.abs(returns[1:] - vendor)))

    gz(HERE / "as-traded-aapl.returns.f64.gz", returns.tobytes())
    put_json(
        HERE / "as-traded-aapl.returns.json",
        {
            "origin": "as-traded/AAPL.csv.gz and AAPL.factors.csv: daily bars as they traded (basis as_traded); dividends and splits derived from the factors",
            **versions(),
            "layout": "as-traded-aapl.returns.f64: little-endian float64, one for each session, NaN = no valid return (the first)",
            "formula": "R[t] = (P[t] + D[t]) * s[t] / P[t-1] - 1",
            "sha256": {"as-traded-aapl.returns.f64": sha256(returns.tobytes())},
            "symbol": "AAPL",
            "maxDifferenceToSplitAdjusted": difference,
            "maxDifferenceToVendorFactorReturns": vendor_gap,
            "events": found,
            "sessions": sessions,
            "validCount": int((~np.isnan(returns)).sum()),
            "sum": total(returns),
        },
    )
    for e in found:
        print(f"  {e['ex']}  ref {e['reference']:>7}  D {e['derived']:.6f} -> {e['dividend']:<6} bound {e['bound']:.6f}  s {e['split']}")
    print(f"as traded: {len(bars)} bars, {len(found)} events; split-adjusted returns within {difference:.1e}, un-adjusted closes within {back:.1e}, vendor's form of the return within {by_factor:.1e}, ours differs from it by up to {vendor_gap:.1e} (ex-dates)")


if __name__ == "__main__":
    fail_unless(len(sys.argv) == 2, "one argument, the market folder")
    print(json.dumps(versions()))
    panel(Path(sys.argv[1]))
    as_traded(Path(sys.argv[1]))
    for path in sorted(HERE.glob("*.*")):
        if path.suffix in (".gz", ".csv", ".json"):
            print(f"{path.stat().st_size:>8}  {path.name}")
