import { describe, expect, setDefaultTimeout, test } from "bun:test";
import { setPinned, setWatched } from "../../../src/market/collect/watch-list.ts";
import type { ProfileGroup } from "../../../src/market/fundamentals/field-group.ts";
import { modulesOf } from "../../../src/market/providers/summary-answer.ts";
import { parseSymbol } from "../../../src/market/symbol.ts";
import { isoDate } from "../../../src/platform/iso-date.ts";
import { eveningOf, sessionAfter } from "../collect/collecting.ts";
import { companyNames, DeskOfCompanies, FUNDS } from "./desk-of-companies.ts";
import { StatementSearchLog } from "./statement-searches.ts";
import { ToldStatements } from "./told-statements.ts";

// A busy machine is no fault.
setDefaultTimeout(300_000);

const FIRST = "2025-06-23";
const SECOND = sessionAfter(FIRST);
const TYPES = "SELECT symbol, type FROM symbol ORDER BY symbol";
const NOBODY: readonly string[] = [];

const watch = async (made: DeskOfCompanies, ...symbols: readonly string[]): Promise<void> => {
  for (const symbol of symbols)
    await setWatched(made.desk.base.writer, parseSymbol(symbol), true, made.desk.now());
};
const reference = (made: DeskOfCompanies) =>
  [
    ...new Set([
      ...made.askedFor("quote"),
      ...made.askedFor("quote_summary"),
      ...made.askedFor("timeseries"),
    ]),
  ].sort();

test("a new universe of 250 companies has all profiles at once, and its statements over three nights", async () => {
  const names = companyNames(250);
  // The later a name, the more is held of it.
  const held = Object.fromEntries(names.map((name, at) => [name, 1 + at]));
  await using made = await DeskOfCompanies.begun({ held: { One: held }, first: FIRST });
  const [log, told] = [new StatementSearchLog(made.companies), new ToldStatements(made.companies)];
  const known = new Set<string>();
  const night = async (session: string) => {
    const values = made.rows<{ readonly symbol: string }>(
      `SELECT symbol FROM position_value v JOIN lot l ON l.id = v.lot_id ORDER BY market_value DESC`,
    );
    const report = await made.night(session);
    const series = made.requests("timeseries");
    log.note(made.session, series, (symbol, end) => told.firstTold(symbol, end) !== null);
    told.note(series);
    const first = made.askedFor("timeseries").filter((symbol) => !known.has(symbol));
    const wanted = values.map(({ symbol }) => symbol).filter((symbol) => !known.has(symbol));
    for (const symbol of first) known.add(symbol);
    expect(report.status).toBe("completed");
    return { first, wanted };
  };
  // Nobody knows yet what a position is worth: by name.
  expect((await night(FIRST)).first).toEqual(names.slice(0, 100));
  const all = [...names, ...FUNDS].sort();
  expect([made.askedFor("quote"), made.askedFor("quote_summary")]).toEqual([all, all]);
  const unknown = made.rows("SELECT symbol FROM symbol WHERE type IS NULL AND symbol NOT LIKE '^%'");
  expect(unknown).toEqual([]);
  const second = await night(SECOND);
  expect(second.wanted).toHaveLength(150);
  expect(second.first).toEqual(second.wanted.slice(0, 100).toSorted());
  expect((await night(sessionAfter(FIRST, 2))).first).toHaveLength(50);
  expect((await night(sessionAfter(FIRST, 3))).first).toEqual([]);
  expect([...known].sort()).toEqual([...names]);
  expect([log.causeless, told.faults(made)]).toEqual([[], []]);
});

describe("whatever is no company", () => {
  const HELD = { AAA: 10, FUNDX: 10, "BTC-USD": 1 };
  const WATCHED = ["QQQ", "ES=F", "^GSPC", "EURUSD=X"];

  test("is learned by the first night, and asked for what it has only", async () => {
    await using made = await DeskOfCompanies.begun({ held: { One: HELD }, others: WATCHED, first: FIRST });
    await watch(made, ...WATCHED);
    const types = made.rows(TYPES);
    expect(types.every(({ type }) => type === null)).toBe(true);
    await made.night(FIRST);
    const known = ["AAA", "BTC-USD", "FUNDX", "QQQ", ...FUNDS].sort();
    expect(reference(made)).toEqual(known);
    expect(made.askedFor("timeseries")).toEqual(["AAA"]);
    const learned = made.rows(TYPES).filter(({ symbol }) => known.includes(String(symbol)));
    expect(learned).toEqual(
      known.map((symbol) => ({ symbol, type: made.market.find(symbol)?.type ?? null })),
    );
    const modules = new Map<string, Set<string>>();
    const later = { summaries: new Set<string>(), series: new Set<string>() };
    for (let night = 1; night <= 25; night++) {
      await made.night(sessionAfter(FIRST, night));
      expect(made.askedFor("quote")).toEqual(known);
      for (const symbol of made.askedFor("timeseries")) later.series.add(symbol);
      for (const { symbol, url } of made.requests("quote_summary")) {
        const asked = modules.get(symbol ?? "") ?? new Set();
        modules.set(symbol ?? "", asked);
        for (const module of (url.searchParams.get("modules") ?? "").split(",")) asked.add(module);
      }
    }
    expect([...modules.keys()].sort()).toEqual(known);
    expect([...later.series].filter((symbol) => symbol !== "AAA")).toEqual([]);
    const of = (...groups: readonly ProfileGroup[]) => [...modulesOf(groups)].sort();
    const asked = (symbol: string) => [...(modules.get(symbol) ?? [])].sort();
    expect(asked("BTC-USD")).toEqual(of("identity"));
    for (const fund of ["FUNDX", "QQQ", ...FUNDS])
      expect([fund, asked(fund)]).toEqual([fund, of("identity", "beta", "sector_weights")]);
  });

  test.each(["yahoo", "yahooquery"] as const)("has no statements looked for on %s", async (provider) => {
    const options = { held: { One: { "BTC-USD": 1 } }, others: WATCHED, first: FIRST } as const;
    await using made = await DeskOfCompanies.begun({ ...options, providers: [provider] });
    await watch(made, ...WATCHED);
    await made.night(FIRST);
    expect(made.askedFor("timeseries")).toEqual(NOBODY);
    expect(made.rows("SELECT * FROM statement_search")).toEqual([]);
  });
});

test("what is pinned to files, or inactive, is not asked for", async () => {
  const others = ["BBB", "CCC"];
  const lastTrades = { CCC: isoDate("2025-05-30") };
  await using made = await DeskOfCompanies.begun({
    held: { One: { AAA: 10 } },
    others,
    lastTrades,
    first: FIRST,
  });
  const { writer } = made.desk.base;
  await watch(made, ...others);
  await setPinned(writer, parseSymbol("BBB"), true);
  await made.night(FIRST);
  expect(reference(made)).toEqual(["AAA", "CCC", ...FUNDS].sort());
  await writer.transact("inactive", () =>
    writer.db.prepare("UPDATE symbol SET status = 'inactive' WHERE symbol = 'CCC'").run(),
  );
  const asked = new Set<string>();
  for (let night = 1; night <= 30; night++) {
    await made.night(sessionAfter(FIRST, night));
    for (const symbol of reference(made)) asked.add(symbol);
  }
  expect([...asked].sort()).toEqual(["AAA", ...FUNDS].sort());
  // Once it is no file's any more it has all of it made up.
  await setPinned(writer, parseSymbol("BBB"), false);
  await made.night(sessionAfter(FIRST, 31));
  const own = [made.askedFor("quote"), made.askedFor("quote_summary"), made.askedFor("timeseries")];
  expect(own.map((symbols) => symbols.includes("BBB"))).toEqual([true, true, true]);
});

test("a night of the past asks nobody for what is told today", async () => {
  await using made = await DeskOfCompanies.begun({ held: { One: { AAA: 10, BBB: 10 } }, first: FIRST });
  made.providers.clock.moveTo(eveningOf(SECOND));
  await made.again({ to: FIRST });
  expect([made.askedFor("chart").includes("AAA"), reference(made)]).toEqual([true, []]);
  expect(made.rows("SELECT * FROM field_group_state")).toEqual([]);
  made.providers.forget();
  await made.again({ to: SECOND });
  expect(reference(made)).toEqual(["AAA", "BBB", ...FUNDS].sort());
  made.providers.forget();
  await made.again({ to: FIRST });
  expect(reference(made)).toEqual([]);
});

test("a run of one portfolio asks for its own companies only", async () => {
  const held = { One: { AAA: 10, SHARED: 10 }, Two: { BBB: 10, SHARED: 10 } };
  await using made = await DeskOfCompanies.begun({ held, first: FIRST });
  await made.night(FIRST, { portfolios: [made.desk.portfolio("One").publicId] });
  const own = ["AAA", "SHARED", ...FUNDS].sort();
  expect([made.askedFor("quote"), made.askedFor("quote_summary")]).toEqual([own, own]);
  expect(made.askedFor("timeseries")).toEqual(["AAA", "SHARED"]);
  made.providers.forget();
  await made.again({ portfolios: [made.desk.portfolio("Two").publicId] });
  expect([made.askedFor("quote"), made.askedFor("timeseries")]).toEqual([["BBB"], ["BBB"]]);
  made.providers.forget();
  await made.again();
  expect(made.providers.requests).toBe(0);
});

test("a run of one portfolio leaves statements alone that only another's company is due", async () => {
  const held = { One: { AAA: 10 }, Two: { BBB: 10 } };
  await using made = await DeskOfCompanies.begun({ held, first: FIRST });
  const { yahoo } = made.providers.servers;
  yahoo.fault = ({ kind }) => (kind === "timeseries" ? { kind: "server_error", status: 503 } : null);
  await made.night(FIRST);
  yahoo.fault = () => null;
  const { publicId } = made.desk.portfolio("One");
  await made.night(SECOND, { portfolios: [publicId] });
  expect(made.askedFor("timeseries")).toEqual(["AAA"]);
});
