#!/usr/bin/env python3
"""The sample market: real closes of 60 well-known stocks and the eight proxies, the last 500 sessions.

    /usr/bin/python3 src/market/sample/make_sample.py MARKET_FOLDER

Standard library only. Rows are copied verbatim from MARKET_FOLDER/closes.csv.gz; gzip level 9, mtime 0, no name.
"""
import gzip
import io
import platform
import sys
import zlib
from pathlib import Path

HERE = Path(__file__).resolve().parent
SESSIONS = 500
PROXIES = "SPY VTV VUG MTUM QUAL IWM USMV TLT".split()
SECTORS = {
    "Information Technology": "AAPL MSFT NVDA AVGO ORCL CRM ADBE AMD",
    "Communication Services": "GOOGL META NFLX DIS T",
    "Consumer Discretionary": "AMZN TSLA HD MCD NKE SBUX",
    "Consumer Staples": "WMT PG KO PEP COST",
    "Health Care": "JNJ ABBV MRK PFE ABT BMY",
    "Financials": "BRK-B JPM V MA BAC GS WFC BLK",
    "Industrials": "CAT BA GE HON UNP RTX LMT",
    "Energy": "XOM CVX COP SLB",
    "Materials": "DD DOW MLM CF",
    "Utilities": "NEE DUK VST",
    "Real Estate": "EQIX O AVB INVH",
}


def main(market):
    stocks = [s for names in SECTORS.values() for s in names.split()]
    symbols = set(stocks + PROXIES)
    assert len(SECTORS) == 11 and len(stocks) == 60 and len(symbols) == 68
    with gzip.open(market / "closes.csv.gz", "rt", encoding="ascii", newline="") as f:
        header, *lines = f.read().rstrip("\n").split("\n")
    assert header == "symbol,date,close"
    rows = [line.split(",") for line in lines]
    sessions = [r[1] for r in rows if r[0] == "SPY"][-SESSIONS:]
    kept = sorted(r for r in rows if r[0] in symbols and r[1] >= sessions[0])
    assert len(kept) == len(symbols) * SESSIONS, "a symbol lacks a session"
    assert all(float(r[2]) > 0 for r in kept)
    data = ("\n".join([header, *(",".join(r) for r in kept)]) + "\n").encode("ascii")
    buffer = io.BytesIO()
    with gzip.GzipFile(filename="", mode="wb", fileobj=buffer, compresslevel=9, mtime=0) as f:
        f.write(data)
    (HERE / "closes.csv.gz").write_bytes(buffer.getvalue())
    print(f"python {platform.python_version()} zlib {zlib.ZLIB_RUNTIME_VERSION}: {len(symbols)} symbols, {len(sessions)} sessions "
          f"{sessions[0]}..{sessions[-1]}, {len(kept)} rows, {len(data)} bytes, gzipped {len(buffer.getvalue())}")


if __name__ == "__main__":
    main(Path(sys.argv[1]))
