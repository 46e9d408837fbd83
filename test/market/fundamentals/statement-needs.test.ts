import { afterEach, beforeEach, describe, expect, setDefaultTimeout, test } from "bun:test";
import type { InstrumentType } from "../../../db/schema/words.ts";
import { EarningsRows } from "../../../src/market/fundamentals/earnings-rows.ts";
import { GroupStates } from "../../../src/market/fundamentals/group-state.ts";
import { StatementNeedReader } from "../../../src/market/fundamentals/statement-needs.ts";
import { SEARCH_DAYS, StatementSearches } from "../../../src/market/fundamentals/statement-search.ts";
import { StatementStore } from "../../../src/market/fundamentals/statement-store.ts";
import { MONTH_SESSIONS } from "../../../src/market/fundamentals/turn.ts";
import { addDays, type IsoDate, isoDate } from "../../../src/platform/iso-date.ts";
import { wanted } from "../../support/collecting.ts";
import { TemporaryDatabase } from "../../support/temporary-database.ts";
import { knownSymbol } from "./known-symbol.ts";
import { quarter } from "./told-company.ts";
import { eveningOf, FIRST, NIGHTS, named, nightAt, tellGroups } from "./told-nights.ts";

// A busy machine is no fault.
setDefaultTimeout(60_000);

/** A day of earnings in February, and the quarter that is told on it. */
const EARNINGS = isoDate("2026-02-03");
const [BEFORE, PERIOD] = [isoDate("2025-09-30"), isoDate("2025-12-31")];
const FIRST_A_NIGHT = 100;

let base: TemporaryDatabase;
beforeEach(() => {
  base = new TemporaryDatabase();
});
afterEach(() => base[Symbol.dispose]());

const read = (names: readonly string[], night: IsoDate, some: { isAsked?: boolean; now?: number } = {}) => {
  const { isAsked = false, now = eveningOf(night) } = some;
  const reader = new StatementNeedReader(base.writer.db, { night, isAsked, now });
  return reader.read(names.map((name) => wanted(name, "2026-01-05", night)));
};

const tell = (id: number, night: IsoDate, missing: string | null = null) =>
  tellGroups(base, id, ["statements"], night, missing);

function store(id: number, periodEnd: IsoDate, today: IsoDate) {
  const by = { today, at: `${today}T22:00:00.000Z`, runId: "r1" };
  return new StatementStore(base.writer.db).store(
    id,
    "yahoo",
    [quarter({ netIncome: 1 }, { periodEnd })],
    by,
  );
}

/** A company whose quarter before is stored, and whose next earnings day is named. */
function following(name = "AAPL") {
  const company = knownSymbol(base, name);
  store(company.id, BEFORE, FIRST);
  tell(company.id, FIRST);
  new EarningsRows(base.writer.db).put(company.id, { asOf: FIRST, source: "yahoo" }, named(EARNINGS));
  return company;
}

test.each([
  ["AAPL", "EQUITY", true],
  ["VOD.L", "EQUITY", true],
  ["AAPL", null, false],
  ["SPY", "ETF", false],
  ["0P000071W8.TO", "MUTUALFUND", false],
  ["BTC-USD", "CRYPTOCURRENCY", false],
  ["EURUSD=X", "EQUITY", false],
  ["^GSPC", "EQUITY", false],
  ["AAPL", "OTHER", false],
] as [string, InstrumentType | null, boolean][])("%s of type %s has statements: %p", (name, type, isDue) => {
  knownSymbol(base, name, type);
  const none = { quarterly: null, annual: null };
  const need = {
    symbol: name as never,
    why: "missing" as const,
    search: null,
    known: none,
    isPartial: false,
  };
  expect(read([name], FIRST)).toEqual({ due: isDue ? [need] : [], deferred: [] });
});

test("nothing is due of what is not stored, pinned to files, or known to nobody any more", () => {
  knownSymbol(base, "AAA");
  knownSymbol(base, "BBB");
  base.writer.db.exec(
    "UPDATE symbol SET pinned = 1 WHERE symbol = 'AAA'; UPDATE symbol SET status = 'inactive' WHERE symbol = 'BBB'",
  );
  expect(read(["AAA", "BBB", "NEW"], FIRST, { isAsked: true })).toEqual({ due: [], deferred: [] });
});

describe("what is there", () => {
  test("is looked for after the day that is reckoned where nobody names any, and never where one is named that is to come", () => {
    const { id } = knownSymbol(base, "AAPL");
    store(id, BEFORE, FIRST);
    tell(id, FIRST);
    const reckoned = addDays(BEFORE, 136);
    const due = NIGHTS.filter((night) => read(["AAPL"], night).due.length > 0);
    expect(due[0]).toBe(NIGHTS.find((night) => night >= addDays(reckoned, SEARCH_DAYS[0])) as IsoDate);
    const far = addDays(NIGHTS.at(-1) as IsoDate, 30);
    base.writer.db
      .prepare(
        "INSERT INTO earnings_date (symbol_id, as_of, source, next_from, next_through) VALUES (?, ?, 'yahoo', ?, ?)",
      )
      .run(id, FIRST, far, far);
    for (const night of NIGHTS) expect(read(["AAPL"], night).due).toEqual([]);
  });

  test("is due from some days after an earnings day on, and no more once the period has come", () => {
    const { id } = following();
    const due = NIGHTS.filter((night) => read(["AAPL"], night).due.length > 0);
    expect(due[0]).toBe(NIGHTS.find((night) => night >= addDays(EARNINGS, SEARCH_DAYS[0])) as IsoDate);
    const night = due[0] as IsoDate;
    const [need] = read(["AAPL"], night).due;
    const search = { earningsDay: EARNINGS, newestBefore: BEFORE, tries: 0, isFound: 0 as const };
    expect(need).toEqual({
      symbol: "AAPL" as never,
      why: "earnings",
      search,
      known: { quarterly: BEFORE, annual: null },
      isPartial: false,
    });
    const { newest } = store(id, PERIOD, night);
    tell(id, night);
    new StatementSearches(base.writer.db).answered(id, search, newest, night);
    for (const later of NIGHTS.filter((each) => each >= night)) expect(read(["AAPL"], later).due).toEqual([]);
  });

  test("is due a few times, longer and longer apart, while the period does not come", () => {
    const { id } = following();
    const searches = new StatementSearches(base.writer.db);
    const tries = NIGHTS.filter((night) => {
      const [need] = read(["AAPL"], night).due;
      if (need === undefined) return false;
      tell(id, night);
      searches.answered(id, need.search as never, BEFORE, night);
      return true;
    });
    // On the first night on which its wait is over; waits that end over one weekend share a try.
    const nights = SEARCH_DAYS.map((wait) => NIGHTS.find((night) => night >= addDays(EARNINGS, wait)));
    expect(tries).toEqual([...new Set(nights)] as IsoDate[]);
  });

  test("is due to whoever asks for it", () => {
    const { id } = following();
    expect(read(["AAPL"], FIRST, { isAsked: true }).due).toMatchObject([{ why: "asked", search: null }]);
    const stored = { earningsDay: EARNINGS, newestBefore: BEFORE, tries: 2, isFound: 0 as const };
    new StatementSearches(base.writer.db).answered(id, { ...stored, tries: 1 }, BEFORE, addDays(EARNINGS, 4));
    expect(read(["AAPL"], FIRST, { isAsked: true }).due).toMatchObject([{ why: "asked", search: stored }]);
  });
});

test("of whom nobody had any is asked for again by the month", () => {
  const { id } = knownSymbol(base, "AAPL");
  tell(id, FIRST, "no_data");
  const due = NIGHTS.slice(1, 1 + 2 * MONTH_SESSIONS).filter((night) => {
    if (read(["AAPL"], night).due.length === 0) return false;
    tell(id, night, "no_data");
    return true;
  });
  expect(due).toHaveLength(2);
  const places = due.map((night) => NIGHTS.indexOf(night));
  expect((places[1] ?? 0) - (places[0] ?? 0)).toBe(MONTH_SESSIONS);
});

test("what failed is not looked for before its instant, unless somebody asks for it", () => {
  const { id } = knownSymbol(base, "AAPL");
  const now = eveningOf(FIRST);
  const states = new GroupStates(base.writer.db);
  states.failed(id, "statements", { kind: "transport", detail: "d" }, { now, night: FIRST });
  const until = new Date(now + 3_600_000).toISOString();
  expect(read(["AAPL"], FIRST)).toEqual({
    due: [],
    deferred: [{ symbol: "AAPL" as never, until, because: "transport" }],
  });
  expect(read(["AAPL"], FIRST, { now: now + 3_600_000 }).due).toMatchObject([{ why: "missing" }]);
  expect(read(["AAPL"], FIRST, { isAsked: true }).due).toMatchObject([{ why: "asked" }]);
});

test("a new universe is filled a hundred a night, what is held most first; what is due after earnings comes before it", () => {
  const company = following();
  const symbols = Array.from({ length: 150 }, (_, at) => knownSymbol(base, `U${at}`));
  const names = [...symbols.map(({ symbol }) => symbol), company.symbol];
  base.writer.db.exec(`
    INSERT INTO portfolio (id, public_id, name, currency, inception, stated_equity, basis_date, created_at)
      VALUES (1, 'p1', 'One', 'USD', '2026-01-05', 1, '2026-01-05', 'x');
    INSERT INTO lot (id, public_id, portfolio_id, lot_no, symbol, asset_class, type, multiplier)
      VALUES (1, 'l1', 1, 1, 'U140', 'PUBLIC', 'LONG', 1), (2, 'l2', 1, 2, 'U149', 'PUBLIC', 'SHORT', 1);
    INSERT INTO position_value (lot_id, session, market_value) VALUES (1, '2026-01-05', 100), (2, '2026-01-05', -500)`);
  const night = NIGHTS.find((each) => each >= addDays(EARNINGS, SEARCH_DAYS[0])) as IsoDate;
  const { due } = read(names, night);
  expect(due.slice(0, 3).map(({ symbol, why }) => [symbol, why])).toEqual([
    ["AAPL", "earnings"],
    ["U149", "missing"],
    ["U140", "missing"],
  ] as never);
  expect(due).toHaveLength(1 + FIRST_A_NIGHT);
  // Those that were told tonight are counted, so that a second run of the night adds none.
  base.writer.db.transaction(() => {
    for (const { symbol } of due)
      tell(symbols.find((each) => each.symbol === symbol)?.id ?? company.id, night);
  })();
  const again = read(names, night).due.filter(({ why }) => why === "missing");
  expect(again).toEqual([]);
  const next = nightAt(NIGHTS.indexOf(night) + 1);
  expect(read(names, next).due.filter(({ why }) => why === "missing").length).toBeGreaterThanOrEqual(50);
});
