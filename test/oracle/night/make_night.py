#!/usr/bin/env python3
"""Oracle figures for a whole night (engines.md, head and sections 1, 2, 7, 8, 9, 12, 13), by decimal, statsmodels, scipy and numpy.

    /usr/bin/python3 test/oracle/night/make_night.py SHARED_FOLDER

SHARED_FOLDER holds market/closes.csv.gz and portfolios/demo_*.csv. Writes beside itself closes.csv.gz (110 symbols, rows
verbatim), portfolios/ (five files, verbatim) and night.json: the snapshots of the five portfolios at 231 sessions, and betas,
priors, volatilities and concentration at three dates. Money, returns and estimates are made in two ways each; the
script stops if they differ. The same versions give the same bytes.
"""
import csv
import gzip
import hashlib
import io
import json
import os
import platform
import sys
import zlib
from decimal import Decimal
from pathlib import Path

sys.dont_write_bytecode = True
# The kernels that every x86-64 processor has: others add up in another order, and the last digits differ.
os.environ["OPENBLAS_CORETYPE"] = "Prescott"
os.environ["OPENBLAS_NUM_THREADS"] = "1"

import checks
import mpmath
import numpy as np
import scipy
import statsmodels
from checks import fail_unless
from estimates import MARKET, PROXIES, panel_of, symbols_at
from holdings import portfolio_at
from valuation import INCEPTION, STATED_EQUITY, snapshots

HERE = Path(__file__).resolve().parent
SCRIPT = "test/oracle/night/make_night.py"
DATES = ["2025-09-19", "2025-12-31", "2026-05-29"]
# A date at which seven options are alive, and who holds them.
OPTIONS_DATE, OPTIONS_HOLDER = "2025-07-31", "hedgefundstyle"

ODD = "USBC PPCB MI QUCY XXII".split()  # a gap, bad prints, closes written 6.66209e+07
# Returns at the three dates on either side of 17, 30, 51, 60, 72 and 202, what an estimate or a member of a prior needs.
LATE = "AQEC BABU BCAR BRIA CBTO CHAR COLA CRWG CSEX DDTO ECG GTOP HMH MHY MINY MSGY SLTY".split()
KNOWN = (
    "ABBV ABNB ABT ADBE BA BAC BLK CAT COIN COP CRM CVX DIS DUK GILD GS HON KO LMT MA MCD MMM MRK NKE NOW ORCL PEP PFE "
    "PLTR RTX SBUX SLB T UBER UHAL UHAL-B UNP VZ WFC WMT"
).split()
# The symbols whose statistics are written out.
STATED = (
    "SPY TLT IWM USMV "
    "AAPL AMZN BIL BND BRK-B C DJP F GE GLD GOOGL JEPQ JPM META MSFT NFLX NVDA PTON QQQ SHOP TSLA V XLK ZM "
    "USBC PPCB MI QUCY XXII AQEC BABU BCAR BRIA CBTO CHAR CRWG CSEX GTOP HMH MHY MINY MSGY SLTY KO UHAL UHAL-B"
).split()


def gz(path, data):
    buffer = io.BytesIO()
    with gzip.GzipFile(filename="", mode="wb", fileobj=buffer, compresslevel=9, mtime=0) as f:
        f.write(data)
    path.write_bytes(buffer.getvalue())


def take_portfolios(shared):
    """Copies the five files and reads their lots, in the files' order, numbers as text."""
    (HERE / "portfolios").mkdir(exist_ok=True)
    lots = {}
    for name in STATED_EQUITY:
        raw = (shared / "portfolios" / f"demo_{name}.csv").read_bytes()
        (HERE / "portfolios" / f"demo_{name}.csv").write_bytes(raw)
        lots[name] = list(csv.DictReader(io.StringIO(raw.decode("ascii"))))
        for lot in lots[name]:
            fail_unless(lot["Entry Date"] == INCEPTION and not lot["Exit Date"], f"{name}: {lot['Symbol']} is not open from {INCEPTION} on")
            fail_unless(lot["Investment Class"] in ("PUBLIC", "PRIVATE", "OPTIONS"), f"{name}: {lot['Symbol']} is of another class")
            fail_unless(Decimal(repr(float(lot["Quantity"]))) == Decimal(lot["Quantity"]), "a quantity is not its double's shortest form")
    return lots


def public_symbols(lots):
    return {lot["Symbol"] for held in lots.values() for lot in held if lot["Investment Class"] == "PUBLIC"}


def take_market(shared, lots):
    """Cuts the market down, and reads what is left: closes as text by symbol and date."""
    with gzip.open(shared / "market" / "closes.csv.gz", "rt", encoding="ascii", newline="") as f:
        lines = f.read().split("\n")
    fail_unless(lines[0] == "symbol,date,close" and lines[-1] == "", "closes.csv.gz has another shape")
    stored = {line.split(",", 1)[0] for line in lines[1:-1]}
    symbols = sorted((public_symbols(lots) & stored) | {*PROXIES, *ODD, *LATE, *KNOWN})  # ASCII: code points = code units
    fail_unless(len(symbols) == 110 and len(set(STATED)) == 50 and set(STATED) <= set(symbols), "not 110 symbols, or not 50 of them stated")
    wanted = set(symbols)
    kept = [line for line in lines[1:-1] if line.split(",", 1)[0] in wanted]
    rows = [line.split(",") for line in kept]
    fail_unless([r[:2] for r in rows] == sorted(r[:2] for r in rows), "not sorted by symbol, date")
    fail_unless({r[0] for r in rows} == wanted, "a symbol has no closes")
    data = ("\n".join([lines[0], *kept]) + "\n").encode("ascii")
    gz(HERE / "closes.csv.gz", data)
    closes = {s: {} for s in symbols}
    for symbol, date, close in rows:
        fail_unless(Decimal(repr(float(close))) == Decimal(close), f"{symbol} {date}: {close} is not its double's shortest form")
        closes[symbol][date] = close
    sessions = sorted(closes[MARKET])
    fail_unless(all(set(c) <= set(sessions) for c in closes.values()), "a close on no session")
    return sessions, closes, {"rows": len(rows), "sha256": hashlib.sha256(data).hexdigest()}


def render(value, levels, indent=""):
    """JSON that is opened up so many levels deep and is one line each below."""
    if levels == 0 or not isinstance(value, (dict, list)) or not value:
        return json.dumps(value, allow_nan=False)
    deeper = indent + " "
    if isinstance(value, dict):
        inside = [f"{deeper}{json.dumps(k)}: {render(v, levels - 1, deeper)}" for k, v in value.items()]
        return "{\n" + ",\n".join(inside) + f"\n{indent}}}"
    return "[\n" + ",\n".join(deeper + render(v, levels - 1, deeper) for v in value) + f"\n{indent}]"


LEVELS = {"snapshots": 2, "symbols": 2, "priors": 2, "portfolios": 4}


def main(shared):
    lots = take_portfolios(shared)
    sessions, closes, cut = take_market(shared, lots)
    missing = sorted(public_symbols(lots) - set(closes))
    print(f"{len(closes)} symbols, {cut['rows']} closes; held and not in the market: {missing}")
    for s in sorted(public_symbols(lots) & set(closes)):
        entry = next(lot["Entry Price Per Share"] for held in lots.values() for lot in held if lot["Symbol"] == s)
        if abs(float(entry) / float(closes[s][INCEPTION]) - 1) > 0.05:
            print(f"  {s}: entry price {entry}, close of {INCEPTION} {closes[s][INCEPTION]}")
    made = {name: snapshots(name, lots[name], closes, sessions) for name in STATED_EQUITY}
    panel = panel_of(closes, sessions)
    result = {
        "script": SCRIPT,
        "python": platform.python_version(),
        "numpy": np.__version__,
        "scipy": scipy.__version__,
        "mpmath": mpmath.__version__,
        "statsmodels": statsmodels.__version__,
        "zlib": zlib.ZLIB_RUNTIME_VERSION,
        "market": {**cut, "first": sessions[0], "last": sessions[-1], "symbols": list(closes), "held_and_missing": missing},
        "stated_equity": {name: int(Decimal(v) * 100) for name, v in STATED_EQUITY.items()},
        "snapshots": made,
        "priors": {},
        "symbols": {},
        "portfolios": {},
    }
    d = sessions.index(OPTIONS_DATE)
    snapshot = next(row for row in made[OPTIONS_HOLDER] if row["session"] == OPTIONS_DATE)
    estimates, _ = symbols_at(panel, d)
    row = portfolio_at(OPTIONS_HOLDER, lots[OPTIONS_HOLDER], closes, sessions, panel, estimates, d, snapshot)
    result["portfolios"][OPTIONS_DATE] = {OPTIONS_HOLDER: row}
    for date in DATES:
        d = sessions.index(date)
        symbols, result["priors"][date] = symbols_at(panel, d)
        result["symbols"][date] = {s: symbols[s] for s in STATED}
        result["portfolios"][date] = {}
        for name in STATED_EQUITY:
            snapshot = next(row for row in made[name] if row["session"] == date)
            row = portfolio_at(name, lots[name], closes, sessions, panel, symbols, d, snapshot)
            result["portfolios"][date][name] = row
            print(" ", date, name, {w: b["value"] for w, b in row["beta"].items()}, {w: v["value"] for w, v in row["volatility"].items()})
        print(" ", date, {w: (p["count"], p["mu"], p["tau2"]) for w, p in result["priors"][date].items()})
    fail_unless("stale" not in json.dumps(result), "something is stale")
    text = ",\n".join(f" {json.dumps(k)}: {render(v, LEVELS.get(k, 0), ' ')}" for k, v in result.items())
    (HERE / "night.json").write_text("{\n" + text + "\n}\n")
    for kind, apart in checks.worst.items():
        print(f"  {kind}: two ways within {apart:.1e}")
    for path in [HERE / "closes.csv.gz", HERE / "night.json"]:
        print(f"{path.stat().st_size:>8}  {path.relative_to(HERE)}")

if __name__ == "__main__":
    fail_unless(len(sys.argv) == 2, "one argument, the shared folder")
    main(Path(sys.argv[1]))
