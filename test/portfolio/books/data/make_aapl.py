"""Four lots of AAPL through two splits and 26 dividends, in exact decimals: writes aapl.json.gz.

    python3 test/portfolio/books/data/make_aapl.py

Reads test/oracle/panel/as-traded-aapl.csv (bars as traded, with dividends and splits). Uses nothing of the program. A lot
holds its shares from the session of its trade on; a split multiplies them when it goes ex; a dividend is paid on the shares
held when its ex-date began, after any split of that day. Value and dividends are rounded half-even to cents, once a lot.
"""

import csv
import gzip
import json
import platform
from decimal import ROUND_HALF_EVEN, Decimal
from pathlib import Path

HERE = Path(__file__).parent
BARS = HERE.parents[2] / "oracle" / "panel" / "as-traded-aapl.csv"
INCEPTION, LAST = "2014-05-29", "2020-12-31"
EQUITY = 100_000_000  # cents
LOTS = [
    {"open": "2014-05-30", "quantity": "100", "price": "636.50"},
    {"open": "2019-11-07", "quantity": "12.25", "price": "258.74"},  # as it goes ex: the dividend is the seller's
    {"open": "2020-08-28", "quantity": "150.5", "price": "501.1299"},
    {"open": "2020-09-01", "quantity": "33.333", "price": "133.92"},
]


def cents(amount: Decimal) -> int:
    return int((amount * 100).quantize(Decimal(1), ROUND_HALF_EVEN))


with BARS.open() as file:
    bars = [row for row in csv.DictReader(file) if INCEPTION <= row["date"] <= LAST]

shares = [Decimal(0)] * len(LOTS)
values = [0] * len(LOTS)
equity = EQUITY
days = []
for bar in bars:
    close, paid, ratio = Decimal(bar["close"]), Decimal(bar["dividend"]), Decimal(bar["split"])
    shares = [each * ratio for each in shares]
    pnls, dividends = [0] * len(LOTS), [0] * len(LOTS)
    for at, lot in enumerate(LOTS):
        dividends[at] = cents(shares[at] * paid)
        pnls[at] = dividends[at] - values[at]
        if lot["open"] == bar["date"]:
            shares[at] = Decimal(lot["quantity"])
            pnls[at] -= cents(shares[at] * Decimal(lot["price"]))
        values[at] = cents(shares[at] * close)
        pnls[at] += values[at]
    equity += sum(pnls)
    days.append([bar["date"], equity, [str(each.normalize()) for each in shares], list(values), pnls, dividends])

# Known of the company: 7:1 on 2014-06-09, 4:1 on 2020-08-31.
held = {day: shares for day, _, shares, *_ in days}
assert (held["2014-06-06"][0], held["2014-06-09"][0]) == ("1E+2", "7E+2")
assert (held["2020-08-28"][0], held["2020-08-31"][0]) == ("7E+2", "2.8E+3")
assert (held["2020-08-28"][2], held["2020-08-31"][2]) == ("150.5", "602")
assert held["2020-09-01"][3] == "33.333"
paid = {day: dividends for day, *_, dividends in days}
assert (paid["2019-11-07"][1], paid["2020-02-07"][1]) == (0, 943)  # 12.25 x 0.77 = 9.4325

document = {
    "script": "make_aapl.py",
    "python": platform.python_version(),
    "inception": INCEPTION,
    "equity": EQUITY,
    "lots": LOTS,
    "fields": ["session", "equity", "quantities", "values", "pnls", "dividends"],
}
lines = ",\n".join(json.dumps(day, separators=(",", ":")) for day in days)
head = json.dumps(document)[:-1]
text = f'{head},\n"days": [\n{lines}\n]}}\n'
(HERE / "aapl.json.gz").write_bytes(gzip.compress(text.encode(), mtime=0))
