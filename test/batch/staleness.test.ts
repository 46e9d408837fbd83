import { describe, expect, test } from "bun:test";
import type { PriceChange } from "../../src/batch/plan-state.ts";
import { SnapshotStaleness, StatisticsStaleness, type Symbols } from "../../src/batch/staleness.ts";
import { isoDate } from "../../src/platform/iso-date.ts";
import type { Lot } from "../../src/portfolio/portfolio.ts";
import { booksOf, changeOf, day, lotOf, SESSIONS } from "./made-state.ts";

/** The portfolio's first session, by its number: a Monday. */
const INCEPTION = 5;
/** As far as these tests look. */
const END = 39;

const saturday = isoDate("2024-04-20");
const sunday = isoDate("2024-04-21");
/** The number of the Monday after that weekend. */
const MONDAY = 15;

/** The numbers of the portfolio's sessions that a predicate holds of, as ranges. */
function rangesOf(from: number, through: number, isStale: (at: number) => boolean): string {
  const ranges: string[] = [];
  let start: number | null = null;
  for (let at = from; at <= through + 1; at++) {
    const stale = at <= through && isStale(at);
    if (stale) start ??= at;
    if (stale || start === null) continue;
    ranges.push(start === at - 1 ? `${start}` : `${start}-${at - 1}`);
    start = null;
  }
  return ranges.join(" ");
}

/** Which snapshots of a portfolio that holds these lots are stale. */
function staleSnapshots(lots: readonly Lot[], changes: readonly PriceChange[], seen = 0): string {
  const staleness = new SnapshotStaleness(booksOf(day(INCEPTION), lots), changes);
  return rangesOf(INCEPTION, END, (at) => staleness.isStale(day(at), seen));
}

/** A change of the bar, or the bars, of AAA at these places. */
const change = (from: number, through: number, until: number | null, id = 1) =>
  changeOf(id, "AAA", day(from), day(through), until === null ? null : day(until));

describe("a snapshot is stale", () => {
  const later = lotOf("AAA", day(6));

  test.each<[string, PriceChange, string]>([
    ["at the session itself, and at the one after it for its P&L", change(10, 10, 11), "10-11"],
    ["while the close stands in for missing ones, and at the next close", change(10, 10, 14), "10-14"],
    ["for ever, if no close follows", change(10, 10, null), "10-39"],
    ["at every one of some that changed together", change(10, 12, 13), "10-13"],
    ["from the lot's entry on, where the change began before", change(6, 8, 9), "5-39"],
  ])("%s", (_, made, stale) => {
    expect(staleSnapshots([later], [made])).toBe(stale);
  });

  test("at all sessions from inception on, through the value of an opening holding at the inception close", () => {
    for (const opened of [1, INCEPTION]) {
      expect(staleSnapshots([lotOf("AAA", day(opened))], [change(INCEPTION, INCEPTION, 6)])).toBe("5-39");
    }
    expect(staleSnapshots([lotOf("AAA", day(1))], [change(3, 3, 7)])).toBe("5-39");
    expect(staleSnapshots([lotOf("AAA", day(1))], [change(3, 5, 6)])).toBe("5-39");
    // Cash, once set, stays set: the lot's end changes nothing about it.
    const closed = lotOf("AAA", day(1), day(8));
    expect(staleSnapshots([closed], [change(INCEPTION, INCEPTION, 6)])).toBe("5-39");
  });

  test("not by the close of the inception session if nothing was held then", () => {
    expect(staleSnapshots([lotOf("AAA", day(8))], [change(INCEPTION, INCEPTION, 6)])).toBe("");
  });

  test("at every session that shows a lot whose entry price is held to the close of its day", () => {
    const lot = lotOf("AAA", day(12));
    const shown = (made: PriceChange) => {
      const staleness = new SnapshotStaleness(booksOf(day(INCEPTION), [lot]), [made]);
      return rangesOf(12, END, (at) => staleness.isStale(day(at), 0));
    };
    expect(shown(change(12, 12, 13))).toBe("12-39");
    // The entry day has no close of its own, so it is the newest one before it.
    expect(shown(change(10, 10, 13))).toBe("12-39");
    expect(shown(change(10, 10, 11))).toBe("");
    expect(shown(change(13, 13, 14))).toBe("13-14");
  });

  test("while the lot is held, and at the session that closes it", () => {
    const lot = lotOf("AAA", day(6), day(20));
    expect(staleSnapshots([lot], [change(19, 19, 20)])).toBe("19-20");
    expect(staleSnapshots([lot], [change(18, 18, null)])).toBe("18-20");
    expect(staleSnapshots([lot], [change(18, 25, 26)])).toBe("18-20");
    expect(staleSnapshots([lot], [change(21, 21, 22)])).toBe("");
  });

  test("by a lot that was opened or closed on a weekend, at the Monday after it", () => {
    const opened = lotOf("AAA", saturday);
    expect(staleSnapshots([opened], [change(MONDAY, MONDAY, MONDAY + 1)])).toBe("15-16");
    const closed = lotOf("AAA", day(6), sunday);
    const friday = change(MONDAY - 1, MONDAY - 1, MONDAY);
    expect(staleSnapshots([closed], [friday])).toBe("14-15");
    expect(staleSnapshots([closed], [change(MONDAY - 1, MONDAY - 1, null)])).toBe("14-15");
  });

  test("by a bar of a weekend, where no newer one comes before the close", () => {
    const lot = lotOf("AAA", day(6));
    const stands = changeOf(1, "AAA", sunday, sunday, day(MONDAY + 1));
    expect(staleSnapshots([lot], [stands])).toBe("15-16");
    // A Friday's close stands until Saturday's bar, and its P&L is in Monday's books.
    const friday = changeOf(1, "AAA", day(MONDAY - 1), day(MONDAY - 1), saturday);
    expect(staleSnapshots([lot], [friday])).toBe("14-15");
  });

  test("at all sessions, by a change of dividends or splits of whatever it holds or held at any time", () => {
    const acted = changeOf(1, "AAA", day(10), day(30), null, "actions");
    for (const lot of [lotOf("AAA", day(1)), lotOf("AAA", day(6), day(8)), lotOf("AAA", day(20), day(25))]) {
      expect(staleSnapshots([lot], [acted])).toBe("5-39");
    }
    expect(staleSnapshots([lotOf("BBB", day(1))], [acted])).toBe("");
    expect(staleSnapshots([lotOf("AAA", day(1))], [acted], 1)).toBe("");
  });

  /** The places of sessions that are stale by a change of what the books rest on, or of what was recorded. */
  const stale = (rest: Parameters<typeof booksOf>[2], changes: readonly PriceChange[], seen = 0) => {
    const staleness = new SnapshotStaleness(booksOf(day(INCEPTION), [lotOf("BBB", day(6))], rest), changes);
    return rangesOf(INCEPTION, END, (at) => staleness.isStale(day(at), seen));
  };

  test("from a change on of what its books rest on beside its shares' prices; at all, of what adjusts them", () => {
    const rests = new Set(["AAA"]);
    expect(stale({ rests }, [change(10, 10, 11)])).toBe("10-39");
    expect(stale({ rests }, [change(2, 2, 3)])).toBe("5-39");
    expect(stale({ rests }, [changeOf(1, "AAA", day(10), day(30), null, "actions")])).toBe("5-39");
    expect(stale({ rests }, [change(10, 10, 11)], 1)).toBe("");
  });

  test("from the day on of an event that was recorded, or reversed", () => {
    const bookChanges = [
      { id: 1, from: day(20) },
      { id: 2, from: day(30) },
    ];
    expect(stale({ bookChanges }, [])).toBe("20-39");
    expect(stale({ bookChanges }, [], 1)).toBe("30-39");
    expect(stale({ bookChanges }, [], 2)).toBe("");
    expect(stale({ bookChanges: [{ id: 1, from: day(1) }] }, [])).toBe("5-39");
  });

  test("by none of a lot whose events have all been reversed", () => {
    expect(staleSnapshots([lotOf("AAA", day(6), null, { events: [] })], [change(10, 10, 11)])).toBe("");
  });

  test("by each of its lots", () => {
    const lots = [lotOf("AAA", day(6), day(8)), lotOf("AAA", day(20)), lotOf("BBB", day(6))];
    const changes = [change(7, 7, 8), change(22, 22, 23), changeOf(1, "BBB", day(30), day(30), day(31))];
    expect(staleSnapshots(lots, changes)).toBe("7-8 22-23 30-31");
  });
});

describe("a snapshot is not stale", () => {
  const made = change(10, 10, null);

  test("by a symbol that it does not hold, nor by options or private assets", () => {
    const none = [
      lotOf("BBB", day(6)),
      ...(["OPTIONS", "PRIVATE"] as const).map((assetClass) => lotOf("AAA", day(6), null, { assetClass })),
    ];
    expect(staleSnapshots(none, [made])).toBe("");
    expect(staleSnapshots([], [made])).toBe("");
    expect(staleSnapshots([lotOf("AAA", day(6))], [])).toBe("");
  });

  test("by a change that it has seen", () => {
    const lots = [lotOf("AAA", day(6))];
    const changes = [change(10, 10, 11, 3), change(20, 20, 21, 5)];
    expect(staleSnapshots(lots, changes, 2)).toBe("10-11 20-21");
    expect(staleSnapshots(lots, changes, 3)).toBe("20-21");
    expect(staleSnapshots(lots, changes, 4)).toBe("20-21");
    expect(staleSnapshots(lots, changes, 5)).toBe("");
  });
});

describe("statistics are stale", () => {
  const AAA = new Set(["AAA"]);
  const stale = (changes: readonly PriceChange[], symbols: Symbols = AAA, seen = 0) => {
    const staleness = new StatisticsStaleness(changes);
    return rangesOf(0, SESSIONS.length - 1, (at) => staleness.isStale(symbols, day(at), seen));
  };

  test("at the 252 sessions whose window holds a return of the close, or of the one after it", () => {
    expect(stale([change(100, 100, 101)])).toBe("100-352");
    expect(stale([change(100, 104, 105)])).toBe("100-356");
    // The close that comes after a hole has no return, so it changes nothing.
    expect(stale([change(100, 100, 120)])).toBe("100-352");
    expect(stale([change(100, 100, null)])).toBe("100-352");
  });

  test("from the Monday on, by a bar of a weekend", () => {
    expect(stale([changeOf(1, "AAA", saturday, sunday, day(MONDAY))])).toBe(`${MONDAY}-${MONDAY + 251}`);
  });

  test("by symbols that they are about, and by the market, which all are about", () => {
    const changes = [change(100, 100, 101), changeOf(2, "BBB", day(50), day(50), day(51))];
    expect(stale(changes)).toBe("100-352");
    expect(stale(changes, "all")).toBe("50-352");
    expect(stale(changes, new Set())).toBe("");
    expect(stale([changeOf(1, "SPY", day(100), day(100), day(101))], new Set())).toBe("100-352");
    expect(stale([changeOf(1, "VTV", day(100), day(100), day(101))], new Set())).toBe("");
  });

  test("not by changes that they have seen", () => {
    const changes = [change(100, 100, 101, 3), change(400, 400, 401, 5)];
    expect(stale(changes, AAA, 2)).toBe("100-352 400-542");
    expect(stale(changes, AAA, 3)).toBe("400-542");
    expect(stale(changes, AAA, 5)).toBe("");
    expect(stale([changeOf(3, "SPY", day(1), day(1), day(2))], AAA, 3)).toBe("");
  });
});
