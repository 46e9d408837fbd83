"""Lots, their prices and the snapshots: text, decimals and integers, no double but the two ratios."""
from decimal import ROUND_HALF_EVEN, Context, Decimal, Inexact, InvalidOperation
from fractions import Fraction
from itertools import accumulate

from checks import agree, fail_unless
from options import SHARES, is_alive, model, settled_at

INCEPTION, LAST = "2025-06-30", "2026-05-29"
STATED_EQUITY = {
    "individual": "485000",
    "hnw": "2850000",
    "hedgefundstyle": "3200000",
    "familyoffice_public": "1250000",
    "familyoffice_private": "950000",
}
CARRIED_AT_MOST = 5  # sessions that a close may be old and still cover its lot

EXACT = Context(prec=60, traps=[Inexact, InvalidOperation])
ROUNDING = Context(prec=60, traps=[InvalidOperation])


def price_of(lot, closes, sessions, t):
    """The price, as text, that a lot is valued at, and whether it covers the lot. An option may have none."""
    if lot["Investment Class"] == "OPTIONS":
        made = model(lot, closes, sessions, t) if is_alive(lot, sessions, t) else None
        return (None, False) if made is None else (repr(made[0]), True)
    entry = lot["Entry Price Per Share"]
    if lot["Investment Class"] == "PRIVATE":
        return entry, True
    own = closes.get(lot["Symbol"], {})
    for age, date in enumerate(reversed(sessions[: t + 1])):
        if date in own:
            return own[date], age <= CARRIED_AT_MOST
    return entry, False


def cents_of(quantity, price):
    """The exact product, rounded half-even to cents once; by decimal and by fractions."""
    exact = EXACT.multiply(Decimal(quantity), Decimal(price))
    cents = int(exact.quantize(Decimal("0.01"), ROUND_HALF_EVEN, ROUNDING).scaleb(2))
    fraction = Fraction(quantity) * Fraction(price) * 100
    fail_unless(cents == round(fraction), f"{quantity} x {price}: {cents} and {round(fraction)} cents")
    return cents, (fraction % 1) == Fraction(1, 2), cents != round(float(quantity) * float(price) * 100)


def units_of(lot):
    return str(Decimal(lot["Quantity"]) * SHARES) if lot["Investment Class"] == "OPTIONS" else lot["Quantity"]


def snapshots(name, lots, closes, sessions):
    stated = int(Decimal(STATED_EQUITY[name]) * 100)
    rows, tables = [], []
    cash, ties, off_in_doubles, carried = None, 0, 0, 0
    paid = {}  # cents, by the place of an option that has been settled
    for t in range(sessions.index(INCEPTION), sessions.index(LAST) + 1):
        values, covered = [], 0
        for at, lot in enumerate(lots):
            settlement = settled_at(lot, closes, sessions, t) if lot["Investment Class"] == "OPTIONS" else None
            if settlement is not None:
                paid[at] = cents_of(units_of(lot), settlement)[0]
                cash += paid[at]
            if at in paid:
                values.append(0)
                continue
            price, is_covered = price_of(lot, closes, sessions, t)
            if price is None:
                values.append(0)
                continue
            value, is_tie, is_off = cents_of(units_of(lot), price)
            ties, off_in_doubles = ties + is_tie, off_in_doubles + is_off
            carried += lot["Symbol"] in closes and sessions[t] not in closes[lot["Symbol"]]
            values.append(value)
            covered += abs(value) if is_covered else 0
        if cash is None:
            cash = stated - sum(values)
        long_value = sum(v for v in values if v > 0)
        short_value = sum(v for v in values if v < 0)
        equity = cash + long_value + short_value
        before = rows[-1]["equity"] if rows else None
        fail_unless(equity > 0, f"{name} {sessions[t]}: equity is {equity}")
        rows.append(
            {
                "session": sessions[t],
                "equity": equity,
                "cash": cash,
                "long_value": long_value,
                "short_value": short_value,
                "gross_exposure": long_value - short_value,
                "net_exposure": long_value + short_value,
                "daily_pnl": 0 if before is None else equity - before,
                "cumulative_pnl": 0 if before is None else rows[-1]["cumulative_pnl"] + equity - before,
                "daily_return": 0.0 if before is None else (equity - before) / before,
                "coverage": covered / (long_value - short_value),
                "position_count": len(lots) - len(paid),
            }
        )
        tables.append([value + paid.get(at, 0) for at, value in enumerate(values)])
    # The other way: each lot's own P&L, day by day, summed over lots and then over days from the stated equity on.
    changes = [[b - a for a, b in zip(column, column[1:])] for column in zip(*tables)]
    daily = [0, *(sum(day) for day in zip(*changes))]
    cumulative = list(accumulate(daily))
    compounded = list(accumulate((1.0 + row["daily_return"] for row in rows), lambda a, b: a * b))
    for row, pnl, total, growth in zip(rows, daily, cumulative, compounded):
        fail_unless(row["daily_pnl"] == pnl and row["cumulative_pnl"] == total, f"{name} {row['session']}: P&L differs from the lots'")
        fail_unless(row["equity"] == stated + total == row["cash"] + row["net_exposure"], f"{name} {row['session']}: equity does not add up")
        agree("returns, compounded", growth, row["equity"] / stated, 1e-6)
    fail_unless(len(rows) == 231, f"{name} has {len(rows)} sessions")
    print(f"  {name}: {len(lots)} lots, {ties} ties, {off_in_doubles} products that doubles round to another cent, {carried} carried, {len(paid)} settled, cash {cash}, P&L {cumulative[-1]}, coverage {rows[-1]['coverage']:.4f}")
    return rows
