#!/usr/bin/env python3
"""Oracle figures for a symbol's returns over periods, by numpy.

    /usr/bin/python3 test/oracle/metrics/make_metrics.py

Reads ../panel/as-traded-aapl.csv (AAPL as traded, with dividends and splits) and writes metrics.json beside itself. Anchors
are found by numpy on the file's own dates, which are the exchange's sessions, not by a calendar's rules. Returns are
taken from adjusted series: closes divided by all later splits, and those again by all later dividends' factors.
"""
import csv
import json
import platform
from pathlib import Path

import numpy as np

HERE = Path(__file__).resolve().parent
SCRIPT = "test/oracle/metrics/make_metrics.py"
SOURCE = HERE.parent / "panel" / "as-traded-aapl.csv"
PERIODS = ["1d", "mtd", "qtd", "ytd", "1m", "3m", "6m", "1y"]

# Around the splits of 2014-06-09 (7:1) and 2020-08-31 (4:1), around ex-dates, at ends of months, quarters and years, and on
# days that some month before has none of.
SESSIONS = """2013-03-28 2013-12-31 2014-01-02 2014-03-31 2014-05-30 2014-06-06 2014-06-09 2014-06-10 2014-08-07 2015-01-02
2015-03-31 2015-05-29 2016-02-29 2016-03-31 2017-02-28 2018-12-31 2019-05-31 2020-02-28 2020-03-31 2020-05-29 2020-08-06 2020-08-07
2020-08-28 2020-08-31 2020-09-01 2020-09-30 2020-10-01 2020-11-05 2020-11-06 2020-11-30 2020-12-31""".split()


def anchors(dates, session):
    """Index of the session at whose close each period begins, by numpy's dates."""
    day = np.datetime64(session, "D")
    month = day.astype("datetime64[M]")
    number = month.astype(int) % 12
    before = lambda start: int(np.searchsorted(dates, start.astype("datetime64[D]"), side="left")) - 1

    def months(count):
        start = month - count
        last = (start + 1).astype("datetime64[D]") - np.timedelta64(1, "D")
        then = start.astype("datetime64[D]") + (day - month.astype("datetime64[D]"))
        return int(np.searchsorted(dates, min(then, last), side="right")) - 1

    return {
        "1d": before(day),
        "mtd": before(month),
        "qtd": before(month - number % 3),
        "ytd": before(day.astype("datetime64[Y]")),
        "1m": months(1),
        "3m": months(3),
        "6m": months(6),
        "1y": months(12),
    }


def main():
    with SOURCE.open(newline="") as f:
        rows = list(csv.DictReader(f))
    dates = np.array([row["date"] for row in rows], dtype="datetime64[D]")
    close = np.array([float(row["close"]) for row in rows])
    dividend = np.array([float(row["dividend"]) for row in rows])
    split = np.array([float(row["split"]) for row in rows])
    later = np.append(np.cumprod(split[::-1])[::-1][1:], 1.0)
    price = close / later
    cash = dividend / later
    growth = np.append(1.0, (price[1:] + cash[1:]) / price[:-1])
    total = np.cumprod(growth)
    cases = []
    for session in SESSIONS:
        at = int(np.searchsorted(dates, np.datetime64(session)))
        if str(dates[at]) != session:
            raise SystemExit(f"make_metrics: {session} is no session of the file")
        found = anchors(dates, session)
        year = price[found["1y"] + 1 : at + 1] * later[at]
        volume = np.array([float(row["volume"]) for row in rows])
        high = np.array([float(row["high"]) for row in rows]) / later
        low = np.array([float(row["low"]) for row in rows]) / later
        window = slice(found["1y"] + 1, at + 1)
        cases.append(
            {
                "session": session,
                "anchors": {p: str(dates[found[p]]) for p in PERIODS},
                "price": {p: float(price[at] / price[found[p]] - 1) for p in PERIODS},
                "total": {p: float(total[at] / total[found[p]] - 1) for p in PERIODS},
                "high": float(np.max(high[window]) * later[at]),
                "low": float(np.min(low[window]) * later[at]),
                "volume": float(np.mean((volume * later)[at - 62 : at + 1]) / later[at]),
                "dollars": float(np.mean((volume * close)[at - 19 : at + 1])),
            }
        )
        if len(year) < 240:
            raise SystemExit(f"make_metrics: {session} has no year before it")
    versions = {"numpy": np.__version__, "python": platform.python_version(), "script": SCRIPT}
    (HERE / "metrics.json").write_text(json.dumps({"versions": versions, "symbol": "AAPL", "cases": cases}, indent=1) + "\n")


main()
