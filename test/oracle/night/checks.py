"""The script's own doubts: conditions that must hold, and figures made in two ways that must agree."""

worst = {}  # of each kind of figure, how far its two ways lie apart, relative


def fail_unless(condition, message):
    if not condition:
        raise SystemExit(f"make_night: {message}")


def agree(kind, a, b, scale, tolerance=1e-10):
    """The tests allow 1e-9; two ways of making a figure must agree ten times better."""
    apart = abs(a - b) / max(abs(b), scale)
    worst[kind] = max(worst.get(kind, 0.0), apart)
    fail_unless(apart <= tolerance, f"{kind}: {a!r} and {b!r} are {apart} apart")
