import { afterEach, beforeEach, describe, expect, setDefaultTimeout, test } from "bun:test";
import type { InstrumentType } from "../../../db/schema/words.ts";
import { EarningsRows } from "../../../src/market/fundamentals/earnings-rows.ts";
import type { ProfileGroup } from "../../../src/market/fundamentals/field-group.ts";
import { GroupStates } from "../../../src/market/fundamentals/group-state.ts";
import { type ProfileNeed, ProfileNeedReader } from "../../../src/market/fundamentals/profile-needs.ts";
import { MONTH_SESSIONS, WEEK_SESSIONS } from "../../../src/market/fundamentals/turn.ts";
import type { IsoDate } from "../../../src/platform/iso-date.ts";
import { wanted } from "../../support/collecting.ts";
import { TemporaryDatabase } from "../../support/temporary-database.ts";
import { type KnownSymbol, knownSymbol } from "./known-symbol.ts";
import { COMPANY, eveningOf, FIRST, NIGHTS, named, nightAt, tellGroups } from "./told-nights.ts";

// A busy machine is no fault.
setDefaultTimeout(60_000);

const WEEKLY = COMPANY.slice(1, 6);

let base: TemporaryDatabase;
beforeEach(() => {
  base = new TemporaryDatabase();
});
afterEach(() => base[Symbol.dispose]());

const read = (names: readonly string[], night: IsoDate, some: { isAsked?: boolean; now?: number } = {}) => {
  const { isAsked = false, now = eveningOf(night) } = some;
  const reader = new ProfileNeedReader(base.writer.db, { night, isAsked, now });
  return reader.read(names.map((name) => wanted(name, "2026-01-05", night)));
};

const tell = (id: number, groups: readonly ProfileGroup[], night: IsoDate, missing: string | null = null) =>
  tellGroups(base, id, groups, night, missing);
const tellNeeds = (symbols: readonly KnownSymbol[], needs: readonly ProfileNeed[], night: IsoDate) => {
  for (const { symbol, groups } of needs)
    tell(symbols.find((each) => each.symbol === symbol)?.id ?? 0, groups, night);
};
const hasMore = ({ groups }: ProfileNeed) => groups.some((group) => group !== "valuation");

test.each([
  ["AAPL", "EQUITY", COMPANY],
  ["AAPL", "OTHER", COMPANY],
  ["SPY", "ETF", ["valuation", "identity", "beta", "sector_weights"]],
  ["0P000071W8.TO", "MUTUALFUND", ["valuation", "identity", "beta", "sector_weights"]],
  ["BTC-USD", "CRYPTOCURRENCY", ["valuation", "identity"]],
  ["BTC-USD", null, ["valuation", "identity"]],
  // Whatever it may have.
  ["NEW", null, [...COMPANY, "sector_weights"]],
] as [string, InstrumentType | null, ProfileGroup[]][])(
  "%s of type %s, never told of, wants %j",
  (name, type, groups) => {
    knownSymbol(base, name, type);
    const { due, deferred } = read([name], FIRST);
    expect(due).toMatchObject([{ symbol: name, type, groups, missing: groups }]);
    expect(deferred).toEqual([]);
  },
);

test("one that is not stored yet wants what one of an unknown kind does", () => {
  expect(read(["NEW"], FIRST).due).toMatchObject([{ type: null, groups: [...COMPANY, "sector_weights"] }]);
  expect(base.rows("SELECT * FROM symbol")).toEqual([]);
});

test.each([
  ["EURUSD=X", null],
  ["GC=F", "FUTURE"],
  ["^GSPC", "INDEX"],
  ["^VXAPL", null],
  ["AAPL", "CURRENCY"],
] as [string, InstrumentType | null][])("nothing is due of %s of type %s", (name, type) => {
  knownSymbol(base, name, type);
  expect(read([name], FIRST, { isAsked: true }).due).toEqual([]);
});

test("nothing is due of what is pinned to files, nor of what nobody knows any more", () => {
  knownSymbol(base, "AAA");
  knownSymbol(base, "BBB");
  base.writer.db.exec(
    "UPDATE symbol SET pinned = 1 WHERE symbol = 'AAA'; UPDATE symbol SET status = 'inactive' WHERE symbol = 'BBB'",
  );
  expect(read(["AAA", "BBB"], FIRST)).toEqual({ due: [], deferred: [] });
});

describe("of a company", () => {
  test("a quote is due every night and once a night", () => {
    const { id } = knownSymbol(base, "AAPL");
    tell(id, COMPANY, FIRST);
    expect(read(["AAPL"], FIRST).due).toEqual([]);
    for (const night of NIGHTS.slice(1, 10)) {
      expect(read(["AAPL"], night).due[0]?.groups).toContain("valuation");
      tell(id, read(["AAPL"], night).due[0]?.groups ?? [], night);
      expect(read(["AAPL"], night).due).toEqual([]);
    }
  });

  test("the rest is due once a week, and who it is once a month with the week's request", () => {
    const symbols = Array.from({ length: 12 }, (_, at) => knownSymbol(base, `C${at}`));
    const names = symbols.map(({ symbol }) => symbol);
    for (const { id } of symbols) tell(id, COMPANY, FIRST);
    const turns = new Map<string, { readonly at: number; readonly groups: readonly ProfileGroup[] }[]>();
    for (const [at, night] of NIGHTS.slice(1, 1 + 4 * MONTH_SESSIONS).entries()) {
      const { due } = read(names, night);
      for (const { symbol, groups, missing } of due) {
        expect(missing).toEqual([]);
        if (groups.length > 1) turns.set(symbol, [...(turns.get(symbol) ?? []), { at, groups }]);
      }
      tellNeeds(symbols, due, night);
    }
    for (const symbol of names) {
      const own = turns.get(symbol) ?? [];
      // Its turn comes on the same one of every five sessions.
      expect(new Set(own.map(({ at }) => at % WEEK_SESSIONS)).size).toBe(1);
      expect(own.length).toBeGreaterThanOrEqual(Math.floor((4 * MONTH_SESSIONS) / WEEK_SESSIONS));
      for (const { groups } of own) expect(groups.slice(1, 6)).toEqual(WEEKLY);
      const who = own.filter(({ groups }) => groups.includes("identity")).length;
      expect(who).toBeGreaterThanOrEqual(3);
      expect(who).toBeLessThanOrEqual(5);
    }
  });

  test("of which nobody tells anything every week more than a quote is due by the month", () => {
    const { id } = knownSymbol(base, "AAPL");
    tell(id, ["valuation", "identity"], FIRST);
    tell(id, WEEKLY, FIRST, "no_data");
    const turns = NIGHTS.slice(1, 1 + MONTH_SESSIONS).filter((night) => {
      const [need] = read(["AAPL"], night).due;
      if (need === undefined || !hasMore(need)) return false;
      tell(id, WEEKLY, night, "no_data");
      tell(id, ["identity"], night);
      return true;
    });
    expect(turns).toHaveLength(1);
  });

  test("the week's groups are due on the day after earnings, and not on the day itself", () => {
    const { id } = knownSymbol(base, "AAPL");
    const at = NIGHTS.findIndex((night, place) => place > WEEK_SESSIONS && !isTurn(id, night));
    const day = nightAt(at - 1);
    tell(id, COMPANY, nightAt(at - 2));
    new EarningsRows(base.writer.db).put(id, { asOf: FIRST, source: "yahoo" }, named(day));
    const groupsOn = (night: IsoDate) => read(["AAPL"], night).due[0]?.groups;
    if (!isTurn(id, day)) expect(groupsOn(day)).toEqual(["valuation"]);
    expect(groupsOn(nightAt(at))?.slice(0, 6)).toEqual(["valuation", ...WEEKLY]);
    tell(id, COMPANY, nightAt(at));
    expect(groupsOn(nightAt(at + 1))?.length === 1 || isTurn(id, nightAt(at + 1))).toBe(true);
  });

  /** Whether more than a quote would be due at a night of one that was told all the night before. */
  function isTurn(id: number, night: IsoDate): boolean {
    tell(id, COMPANY, nightAt(NIGHTS.indexOf(night) - 1));
    const isDue = read(["AAPL"], night).due.some(hasMore);
    return isDue;
  }
});

test("what failed is not looked for before its instant, unless somebody asks for it", () => {
  const { id } = knownSymbol(base, "AAPL");
  const states = new GroupStates(base.writer.db);
  const now = eveningOf(FIRST);
  tell(
    id,
    COMPANY.filter((group) => group !== "ratios"),
    FIRST,
  );
  states.failed(id, "ratios", { kind: "malformed", detail: "d" }, { now, night: FIRST });
  const until = `${FIRST.slice(0, 8)}06T04:00:00.000Z`;
  expect(read(["AAPL"], FIRST)).toEqual({
    due: [],
    deferred: [{ symbol: "AAPL" as never, until, because: "malformed" }],
  });
  const isOver = { now: now + 6 * 3_600_000 };
  expect(read(["AAPL"], FIRST, isOver).due).toMatchObject([{ groups: ["ratios"], missing: ["ratios"] }]);
  expect(read(["AAPL"], FIRST, { isAsked: true }).due[0]?.groups).toEqual([...COMPANY]);
});

describe("of a universe of three hundred", () => {
  const MOST = 21;

  test("every quote is due, and more of a fifteenth a night, until each has had its turn", () => {
    const symbols = Array.from({ length: 300 }, (_, at) => knownSymbol(base, `U${at}`));
    const names = symbols.map(({ symbol }) => symbol);
    base.writer.db.transaction(() => {
      for (const { id } of symbols) tell(id, COMPANY, FIRST);
    })();
    const last = new Map<string, number>(names.map((name) => [name, 0]));
    const gaps: number[] = [];
    for (const [before, night] of NIGHTS.slice(1, 46).entries()) {
      const { due } = read(names, night);
      expect(due).toHaveLength(300);
      const turns = due.filter(hasMore);
      expect(turns.length).toBeLessThanOrEqual(MOST);
      for (const { symbol } of turns) {
        gaps.push(before + 1 - (last.get(symbol) ?? 0));
        last.set(symbol, before + 1);
      }
      base.writer.db.transaction(() => tellNeeds(symbols, due, night))();
      // The night's turns have been had.
      expect(read(names, night).due).toEqual([]);
    }
    // Nobody waits longer than a month, though a week's turn cannot be had by all.
    expect(Math.max(...gaps)).toBeLessThanOrEqual(MONTH_SESSIONS + 1);
    expect(Math.min(...last.values())).toBeGreaterThanOrEqual(45 - MONTH_SESSIONS - 1);
  });

  test("what was never told is no turn: all of it is due at once", () => {
    const names = Array.from({ length: 300 }, (_, at) => knownSymbol(base, `U${at}`).symbol);
    expect(read(names, FIRST).due.filter(hasMore)).toHaveLength(300);
  });

  test("who has told earnings comes first", () => {
    const symbols = Array.from({ length: 300 }, (_, at) => knownSymbol(base, `U${at}`));
    const names = symbols.map(({ symbol }) => symbol);
    const [day, night] = [nightAt(9), nightAt(10)];
    const late = symbols.slice(250, 260);
    const earnings = new EarningsRows(base.writer.db);
    base.writer.db.transaction(() => {
      for (const { id } of symbols) tell(id, COMPANY, FIRST);
      for (const { id } of late) {
        tell(id, COMPANY, nightAt(8));
        earnings.put(id, { asOf: FIRST, source: "yahoo" }, named(day));
      }
    })();
    const turns = new Set(
      read(names, night)
        .due.filter(hasMore)
        .map(({ symbol }) => symbol),
    );
    expect(turns.size).toBe(MOST);
    for (const { symbol } of late) expect(turns.has(symbol)).toBe(true);
  });
});
