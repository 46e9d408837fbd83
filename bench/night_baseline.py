"""Prints the seconds that numpy takes for the regressions and volatilities of every night of some portfolios.

    night_baseline.py CLOSES.csv.gz FIRST LAST POSITIONS.csv...

A baseline of speed alone: reading the files is not timed, no books are kept, nothing is stored, and a symbol without all
of its returns is left out. All symbols of a portfolio are one matrix, which is how numpy likes it.
"""

import csv
import gzip
import sys
import time

import numpy as np

BETA_WINDOWS, VOLATILITY_WINDOWS, LONGEST = (90, 252), (21, 63, 252), 252


def read_closes(path):
    with (gzip.open if path.endswith(".gz") else open)(path, "rt") as file:
        rows = [(row["symbol"], row["date"], float(row["close"])) for row in csv.DictReader(file)]
    symbols = {symbol: at for at, symbol in enumerate(sorted({row[0] for row in rows}))}
    sessions = {date: at for at, date in enumerate(sorted({row[1] for row in rows}))}
    closes = np.full((len(sessions), len(symbols)), np.nan)
    for symbol, date, close in rows:
        closes[sessions[date], symbols[symbol]] = close
    return symbols, sessions, closes


def read_quantities(path, symbols):
    held = {}
    with open(path, encoding="utf-8-sig") as file:
        for row in csv.DictReader(file):
            if row["Symbol"] in symbols:
                column = symbols[row["Symbol"]]
                held[column] = held.get(column, 0.0) + float(row["Quantity"])
    return np.array(list(held), dtype=int), np.array(list(held.values()))


def regress(market, returns):
    """Slopes of the columns on the market with intercepts, R2, and both standard errors."""
    n = len(market)
    x = market - market.mean()
    y = returns - returns.mean(axis=0)
    sxx = x @ x
    slope = (x @ y) / sxx
    residual = y - np.outer(x, slope)
    sse = (residual**2).sum(axis=0)
    scores = x[:, None] * residual
    lags = int(4 * (n / 100) ** (2 / 9))
    total = (scores**2).sum(axis=0)
    for lag in range(1, lags + 1):
        total += 2 * (1 - lag / (lags + 1)) * (scores[lag:] * scores[:-lag]).sum(axis=0)
    alpha = returns.mean(axis=0) - slope * market.mean()
    se, hac = np.sqrt(sse / (n - 2) / sxx), np.sqrt(np.maximum(total, 0)) / sxx
    return alpha, slope, 1 - sse / (y**2).sum(axis=0), se, hac


def portfolio_night(returns, market, at, columns, quantities, closes):
    window = returns[at - LONGEST + 1 : at + 1, columns]
    whole = ~np.isnan(window).any(axis=0)
    if not whole.any():
        return
    values = quantities[whole] * closes[at, columns[whole]]
    weights = values / np.abs(values).sum()
    own = window[:, whole]
    own = np.column_stack([own, own @ weights])
    for n in BETA_WINDOWS:
        regress(market[at - n + 1 : at + 1], own[-n:])
    for n in VOLATILITY_WINDOWS:
        own[-n:].std(axis=0, ddof=1) * np.sqrt(252)


def main():
    path, first, last, *positions = sys.argv[1:]
    symbols, sessions, closes = read_closes(path)
    returns = np.full_like(closes, np.nan)
    returns[1:] = closes[1:] / closes[:-1] - 1
    market = returns[:, symbols["SPY"]]
    portfolios = [read_quantities(each, symbols) for each in positions]
    nights = [at for date, at in sessions.items() if first <= date <= last]
    start = time.perf_counter()
    for at in nights:
        for columns, quantities in portfolios:
            portfolio_night(returns, market, at, columns, quantities, closes)
    print(time.perf_counter() - start)


main()
