import { describe, expect, setDefaultTimeout, test } from "bun:test";
import { decideAction } from "../../../src/market/collect/decision.ts";
import { allocatePanel, Panel } from "../../../src/market/panel/panel.ts";
import { PanelSource } from "../../../src/market/panel/panel-source.ts";
import { parseSymbol } from "../../../src/market/symbol.ts";
import { type IsoDate, isoDate } from "../../../src/platform/iso-date.ts";
import { carefulNight } from "./careful-night.ts";
import { Collecting, sessionAfter } from "./collecting.ts";

// A busy machine is no fault.
setDefaultTimeout(120_000);

const EX = isoDate("2026-06-03");
const BEFORE = sessionAfter(EX, -1);
const LATER = sessionAfter(EX, 1);
const BOTH_ROADS = ["yahoo", "yahooquery"] as const;

/** The cash that a portfolio has taken in as dividends through the last night. */
function dividendsOf(nights: Collecting): number {
  const [row] = nights.desk.base.rows<{ cents: number }>("SELECT sum(dividends) AS cents FROM snapshot");
  return row?.cents ?? 0;
}

const equityOf = (nights: Collecting, session: string) => nights.desk.report("One", session).snapshot.equity;

/** The return of a session as every estimate takes it. */
function returnOf(nights: Collecting, symbol: string, session: IsoDate): number | null {
  const source = new PanelSource(nights.desk.base.writer.db);
  const axes = source.axes();
  const memory = allocatePanel(axes);
  source.fill(axes, memory, { from: 0, to: axes.symbols.length });
  return new Panel(axes, memory).returnOf(parseSymbol(symbol), session).value;
}

describe("a dividend", () => {
  const dividends = { AAA: [{ exDate: EX, amount: 0.5 }] };

  test("that is restated replaces the old terms, which are kept, and the books in the same run", async () => {
    await using nights = await Collecting.after({ dividends, providers: BOTH_ROADS });
    while (nights.session < LATER) await carefulNight(nights);
    expect(dividendsOf(nights)).toBe(500);
    const before = [BEFORE, EX, LATER].map((session) => equityOf(nights, session));
    for (const id of BOTH_ROADS)
      nights.providers.servers[id].distortions.set("AAA", [
        { kind: "dividend_restated", exDate: EX, amount: 0.6 },
      ]);
    const { run } = await carefulNight(nights);
    expect(nights.actions("AAA")).toMatchObject([
      { ex_date: EX, kind: "cash_dividend", amount: 0.6, status: "confirmed" },
    ]);
    const kept = nights.desk.base.rows(
      "SELECT session, kind, old_amount, old_source, run_id FROM price_revision",
    );
    expect(kept).toEqual([
      { session: EX, kind: "cash_dividend", old_amount: 0.5, old_source: "yahoo", run_id: run.id },
    ]);
    // Ten shares have brought a dollar more, from the ex-date on.
    expect(dividendsOf(nights)).toBe(600);
    const after = [BEFORE, EX, LATER].map((session) => equityOf(nights, session));
    expect(after.map((equity, at) => Math.round((equity - (before[at] ?? 0)) * 100))).toEqual([0, 100, 100]);
    expect((await nights.again()).upToDate).toBe(true);
  });

  test("told without the later split is taken for what was paid, by the step of the adjusted close", async () => {
    const splits = { AAA: [{ exDate: sessionAfter(EX, 2), numerator: 4, denominator: 1 }] };
    await using nights = await Collecting.after({ dividends, splits, providers: BOTH_ROADS });
    for (const id of BOTH_ROADS)
      nights.providers.servers[id].distortions.set("AAA", [
        { kind: "dividend_restated", exDate: EX, unadjusted: true },
      ]);
    while (nights.session < sessionAfter(EX, 4)) await carefulNight(nights);
    expect(nights.actions("AAA").filter(({ kind }) => kind === "cash_dividend")).toMatchObject([
      { ex_date: EX, amount: 0.5, status: "confirmed" },
    ]);
    expect(dividendsOf(nights)).toBe(500);
  });
});

test("a spin-off served as 1281:1000 changes returns and no quantities until an operator says what it is", async () => {
  await using nights = await Collecting.after({ providers: BOTH_ROADS });
  for (const id of BOTH_ROADS)
    nights.providers.servers[id].distortions.set("AAA", [{ kind: "spin_off_as_split", exDate: EX }]);
  // What is stored is as it traded, whatever the older prices have been adjusted by.
  while (nights.session < LATER) expect((await carefulNight(nights)).status).toBe("completed");
  expect([nights.gaps(), nights.quarantine(), nights.revisions()]).toEqual([[], [], []]);
  expect(nights.actions("AAA").filter(({ kind }) => kind === "split")).toMatchObject([
    { ex_date: EX, numerator: 1281, denominator: 1000, status: "unconfirmed" },
  ]);
  const own = () =>
    nights.desk.report("One", nights.session).positions.find(({ symbol }) => symbol === "AAA");
  expect(own()).toMatchObject({ quantity: 10, flags: ["unconfirmed_action"] });
  const [close, closeBefore] = [nights.truth("AAA", EX) ?? 0, nights.truth("AAA", BEFORE) ?? 0];
  expect(returnOf(nights, "AAA", EX)).toBeCloseTo((close * 1.281) / closeBefore - 1, 12);
  const { desk } = nights;
  const key = { symbol: parseSymbol("AAA"), exDate: EX, kind: "split" } as const;
  await decideAction(desk.base.writer, key, "spin_off", desk.now());
  await carefulNight(nights);
  expect(own()).toMatchObject({ quantity: 10, flags: [] });
  expect(nights.actions("AAA").filter(({ kind }) => kind === "split")).toMatchObject([
    { status: "spin_off" },
  ]);
});

describe("a name that providers know no more", () => {
  const gone = (nights: Collecting) => {
    for (const server of Object.values(nights.providers.servers))
      server.distortions.set("AAA", [{ kind: "delisted" }]);
  };
  const statusOf = (nights: Collecting) =>
    nights.desk.base.rows("SELECT status FROM symbol WHERE symbol = 'AAA'")[0]?.status;

  test("is inactive after three nights of two providers, asked for less and less, and keeps its history", async () => {
    await using nights = await Collecting.after();
    const { session } = nights;
    const before = nights.history(session);
    gone(nights);
    const told: [string, string | null, number, unknown][] = [];
    let lastWords: readonly string[] = [];
    while (nights.session < "2026-07-14") {
      nights.providers.forget();
      const report = await carefulNight(nights);
      // The rest of the book is worth what it is worth, and the run says that a part is missing.
      expect([report.status, nights.gaps(["BBB"])]).toEqual(["partial", []]);
      const requests = BOTH_ROADS.map((id) => nights.providers.servers[id].countOf("chart", "AAA"));
      expect(requests[1]).toBe(requests[0]);
      const isInactive = statusOf(nights) === "inactive";
      lastWords = nights.said(report);
      expect(report.coverage).toMatchObject({
        missing: isInactive ? [] : ["AAA"],
        inactive: isInactive ? ["AAA"] : [],
      });
      const [count = 0] = requests;
      if (count > 0)
        told.push([nights.session, nights.step(report, "AAA"), count, nights.state("AAA")?.failures]);
      if (isInactive !== told.length >= 3) throw new Error(`inactive on ${nights.session}: ${isInactive}`);
    }
    // After one day, three, seven and thirty, on the first session there is.
    expect(told).toEqual([
      ["2026-06-01", "partial not_found", 1, 1],
      ["2026-06-02", "partial not_found", 1, 2],
      ["2026-06-05", "partial not_found", 1, 3],
      ["2026-06-12", "partial not_found", 1, 4],
      ["2026-07-13", "partial not_found", 1, 5],
    ]);
    // It is in neither share any more, and named all the same; that a part of the book has no price the snapshots say.
    expect(lastWords).toEqual([
      expect.stringMatching(/^11 of 11 symbols .*, 100\.0 % by value; inactive: AAA$/),
    ]);
    expect(nights.stored("AAA").length).toBeGreaterThan(0);
    expect(nights.history(session)).toBe(before);
    const lines = nights.desk.base.rows(
      "SELECT message FROM activity_log WHERE message LIKE 'AAA is inactive%'",
    );
    expect(lines).toHaveLength(1);
  });

  test("is active again as soon as one of them knows it, without a gap", async () => {
    await using nights = await Collecting.after();
    gone(nights);
    for (let night = 1; night <= 5; night++) await carefulNight(nights);
    expect(statusOf(nights)).toBe("inactive");
    nights.mend();
    for (let night = 1; night <= 6; night++) await carefulNight(nights);
    expect([statusOf(nights), nights.gaps(["AAA"])]).toEqual(["active", []]);
  });

  test("to one provider alone stays active", async () => {
    await using nights = await Collecting.after({ providers: ["yahoo"] });
    gone(nights);
    for (let night = 1; night <= 8; night++) await carefulNight(nights);
    expect(statusOf(nights)).toBe("active");
  });
});
