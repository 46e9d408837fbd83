import { describe, expect, setDefaultTimeout, test } from "bun:test";
import { Collecting, FIRST } from "./collecting.ts";
import { FAULT_CASES } from "./fault-cases.ts";
import { countsOf } from "./stored-counts.ts";

// A busy machine is no fault.
setDefaultTimeout(120_000);

const NIGHT = "2026-06-01";
const env = { NIGHTDESK_PROVIDER_TIMEOUT: "1" };

describe("with Yahoo alone to be asked, a fault costs the session and nothing else:", () => {
  test.each(FAULT_CASES)("$name", async ({ fault, missing, spares, quarantines }) => {
    await using night = await Collecting.after({ env, providers: ["yahoo"] });
    const before = night.history(FIRST);
    const names = night.market.symbols.filter((symbol) => symbol !== spares);
    night.fail(["yahoo"], fault);
    const report = await night.night();

    expect(night.untrue()).toEqual([]);
    expect([...night.gaps()].sort()).toEqual(names.map((symbol) => `${symbol} ${NIGHT}`).sort());
    expect(night.history(FIRST)).toBe(before);
    for (const symbol of names) {
      const because = String(night.state(symbol)?.missing);
      expect(missing).toContain(because);
      // No book rests on a yield: without it the night is none the worse.
      const outcome = symbol.startsWith("^") ? "skipped" : "partial";
      expect(night.step(report, symbol)).toBe(`${outcome} ${because}`);
    }
    const open = night.quarantine().map(({ symbol, reason, status }) => `${symbol} ${reason} ${status}`);
    const flagged = quarantines === undefined ? [] : names.map((symbol) => `${symbol} ${quarantines} open`);
    expect(open).toEqual([...flagged].sort());
    expect(report.status).toBe("partial");
    expect(report.coverage).toMatchObject({ expected: 12, good: 12 - names.length, degraded: true });
    const [told] = night.said(report);
    expect(told).toStartWith(
      `warning: degraded: ${12 - names.length} of 12 symbols have a good close of ${NIGHT}`,
    );

    night.mend();
    const next = await night.night();
    expect([night.untrue(), night.gaps(), next.status]).toEqual([[], [], "completed"]);
    expect(night.history(FIRST)).toBe(before);
  });
});

test("a night whose every provider hangs still ends, and the next one makes up for it", async () => {
  await using night = await Collecting.after({ env });
  const before = night.desk.dump(["price_bar", "corporate_action", "price_revision"]);
  night.fail(["yahoo", "yahooquery", "polygon"], { kind: "hang" });
  const report = await night.night();
  expect(report.status).toBe("partial");
  expect(night.desk.dump(["price_bar", "corporate_action", "price_revision"])).toBe(before);
  expect(report.coverage).toMatchObject({ expected: 12, good: 0, byCount: 0, degraded: true });
  expect(report.coverage?.missing).toHaveLength(12);
  for (const provider of ["yahoo", "yahooquery", "polygon"] as const) {
    const { bars, outcomes } = countsOf(night, report, provider);
    expect(bars).toBe(0);
    expect(["transport", "not_asked"]).toEqual(expect.arrayContaining(Object.keys(outcomes)));
  }
  night.mend();
  const next = await night.night();
  expect([night.untrue(), night.gaps(), next.status]).toEqual([[], [], "completed"]);
  expect((await night.again()).upToDate).toBe(true);
});

test("a first night whose every provider fails stores nothing, and the next one everything", async () => {
  await using night = await Collecting.begun();
  night.fail(["yahoo", "yahooquery", "polygon"], { kind: "server_error", status: 503 });
  const report = await night.night(FIRST);
  expect([report.status, night.stored()]).toEqual(["partial", []]);
  expect(report.coverage).toMatchObject({ expected: 12, good: 0, degraded: true });
  night.mend();
  const next = await night.night();
  expect([night.untrue(), night.gaps(), next.status]).toEqual([[], [], "completed"]);
});

describe("Polygon's faults cost nothing but its own answers:", () => {
  test.each(FAULT_CASES.filter(({ fault }) => !["wrong_symbol", "not_found"].includes(fault.kind)))(
    "$name",
    async ({ fault }) => {
      await using night = await Collecting.after({ env, providers: ["polygon", "yahoo"] });
      night.fail(["polygon"], fault);
      const report = await night.night();
      expect([night.untrue(), night.gaps(), report.status]).toEqual([[], [], "completed"]);
      expect(countsOf(night, report, "yahoo").outcomes.bars).toBeGreaterThanOrEqual(2);
      night.mend();
      await night.night();
      expect([night.untrue(), night.gaps()]).toEqual([[], []]);
    },
  );
});
