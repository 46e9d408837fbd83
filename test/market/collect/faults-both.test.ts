import { describe, expect, setDefaultTimeout, test } from "bun:test";
import { Collecting, FIRST } from "./collecting.ts";
import { FAULT_CASES } from "./fault-cases.ts";
import { countsOf } from "./stored-counts.ts";

// A busy machine is no fault.
setDefaultTimeout(120_000);

const NIGHT = "2026-06-01";
const RATES = ["^IRX", "^TYX"];
const env = { NIGHTDESK_PROVIDER_TIMEOUT: "1" };

describe("with neither road to Yahoo, shares come from Polygon, and indices are said to be missing:", () => {
  test.each(FAULT_CASES)("$name", async ({ fault, missing, quarantines }) => {
    await using night = await Collecting.after({ env });
    const before = night.history(FIRST);
    const shares = night.market.symbols.filter((symbol) => !RATES.includes(symbol));
    night.fail(["yahoo", "yahooquery"], fault);
    const report = await night.night();

    expect(night.untrue()).toEqual([]);
    expect([...night.gaps()].sort()).toEqual(RATES.map((symbol) => `${symbol} ${NIGHT}`));
    expect(night.history(FIRST)).toBe(before);
    expect(countsOf(night, report, "polygon").requests).toBe(3);
    expect(countsOf(night, report, "yahooquery").bars).toBe(0);
    expect(night.step(report, "AAA")).toBe("done");

    for (const symbol of RATES) {
      const because = String(night.state(symbol)?.missing);
      expect(missing).toContain(because);
      expect(night.step(report, symbol)).toBe(`skipped ${because}`);
    }
    expect(shares.map((symbol) => night.state(symbol)?.missing)).toEqual(shares.map(() => null));
    const open = night.quarantine().filter(({ status }) => status === "open");
    const flagged = quarantines === undefined ? [] : RATES.flatMap((symbol) => [symbol, symbol]);
    expect(open.map(({ symbol }) => symbol)).toEqual(flagged);
    // Every share has its close, and no book rests on a yield.
    expect(report.status).toBe("completed");
    const named = quarantines === undefined ? "missing" : "in quarantine";
    const told = `degraded: 10 of 12 symbols have a good close of ${NIGHT}, 100.0 % by value; ${named}: ^IRX, ^TYX`;
    expect(night.said(report)).toEqual([`warning: ${told}`]);

    night.mend();
    const next = await night.night();
    expect([night.untrue(), night.gaps(), next.status]).toEqual([[], [], "completed"]);
    expect(night.history(FIRST)).toBe(before);
    expect(night.quarantine().filter(({ status }) => status === "open")).toEqual([]);
    expect(next.coverage).toMatchObject({ good: 12, degraded: false });
  });
});
