import { describe, expect, setDefaultTimeout, test } from "bun:test";
import { Collecting, FIRST } from "./collecting.ts";
import { FAULT_CASES, HARMLESS } from "./fault-cases.ts";
import { countsOf } from "./stored-counts.ts";

// A busy machine is no fault.
setDefaultTimeout(120_000);

const NIGHT = "2026-06-01";
const env = { NIGHTDESK_PROVIDER_TIMEOUT: "1" };
const WHOLE = `12 of 12 symbols have a good close of ${NIGHT}, 100.0 % by value`;
const NONE = { requests: 0, retries: 0, filled: 0, bars: 0, outcomes: {} };

describe("whatever Yahoo does, its closes come by the other road:", () => {
  test.each(FAULT_CASES)("$name", async ({ fault, outcomes, spares, quarantines }) => {
    await using night = await Collecting.after({ env });
    const { symbols } = night.market;
    const before = night.history(FIRST);
    night.fail(["yahoo"], fault);
    const report = await night.night();
    const others = symbols.filter((symbol) => symbol !== spares);

    expect(night.untrue()).toEqual([]);
    expect(night.gaps()).toEqual([]);
    expect(night.history(FIRST)).toBe(before);
    expect(others.map((symbol) => night.sourceOf(symbol, NIGHT))).toEqual(others.map(() => "yahooquery"));

    const { requests, retries, ...yahoo } = countsOf(night, report, "yahoo");
    const ends = Object.values(yahoo.outcomes).reduce((sum, count) => sum + count, 0);
    expect(ends).toBe(symbols.length);
    expect(outcomes).toEqual(expect.arrayContaining(Object.keys(yahoo.outcomes)));
    expect(yahoo.bars).toBe(symbols.length - others.length);
    expect(requests).toBeLessThanOrEqual(3 * symbols.length);
    expect(requests - retries).toBeLessThanOrEqual(symbols.length);
    // Bun's own fetch may ask once more where a connection breaks.
    expect(night.providers.servers.yahoo.countOf()).toBeGreaterThanOrEqual(requests);
    const filled = { filled: others.length, bars: others.length, outcomes: { bars: others.length } };
    expect(countsOf(night, report, "yahooquery")).toEqual({ requests: others.length, retries: 0, ...filled });
    expect(countsOf(night, report, "polygon")).toEqual(NONE);
    // The market's own symbol is asked for first.
    expect(outcomes).toContain(night.word("SPY", "yahoo")?.outcome as never);
    expect(night.word("AAA", "yahooquery")).toEqual({ outcome: "bars", detail: null, absent_nights: 0 });

    const flagged =
      quarantines === undefined ? [] : symbols.map((symbol) => `${symbol} ${quarantines} superseded`);
    const quarantine = night.quarantine().map((row) => `${row.symbol} ${row.reason} ${row.status}`);
    expect(quarantine).toEqual([...flagged].sort());
    expect(symbols.map((symbol) => night.state(symbol)?.missing)).toEqual(symbols.map(() => null));
    expect(new Set(symbols.map((symbol) => night.step(report, symbol)))).toEqual(new Set(["done"]));
    expect(report.status).toBe("completed");
    expect(report.coverage).toMatchObject({ expected: 12, good: 12, degraded: false, quarantined: [] });
    expect(night.said(report)).toEqual([WHOLE]);

    night.mend();
    const next = await night.night();
    expect(countsOf(night, next, "yahoo")).toMatchObject({ requests: 12, filled: 12, bars: 12 });
    expect([night.untrue(), night.gaps(), next.status]).toEqual([[], [], "completed"]);
    expect(night.history(FIRST)).toBe(before);
  });

  test.each(HARMLESS)("$name goes unnoticed", async ({ fault }) => {
    await using night = await Collecting.after({ env });
    night.fail(["yahoo"], fault);
    const report = await night.night();
    const filled = { filled: 12, bars: 12, outcomes: { bars: 12 } };
    expect(countsOf(night, report, "yahoo")).toEqual({ requests: 12, retries: 0, ...filled });
    expect(countsOf(night, report, "yahooquery")).toEqual(NONE);
    expect([night.untrue(), night.gaps(), report.status]).toEqual([[], [], "completed"]);
    expect(night.said(report)).toEqual([WHOLE]);
    expect(night.providers.servers.yahoo.countOf("crumb")).toBe(0);
  });
});

describe("what passes by itself is waited for:", () => {
  test.each([
    { name: "a 429 for 20 seconds, once", fault: { kind: "too_many_requests", retryAfter: 20 }, retries: 1 },
    { name: "a 429 that says nothing, once", fault: { kind: "too_many_requests" }, retries: 1 },
    { name: "a 503, once", fault: { kind: "server_error", status: 503 }, retries: 1 },
    { name: "an empty answer, once", fault: { kind: "empty_200" }, retries: 1 },
    { name: "an answer that breaks off, once", fault: { kind: "truncated_json" }, retries: 1 },
    { name: "no answer, once", fault: { kind: "hang" }, retries: 1 },
  ] as const)("$name", async ({ fault, retries }) => {
    await using night = await Collecting.after({ env });
    night.fail(["yahoo"], fault, ({ symbol, attempt }) => symbol === "AAA" && attempt === 1);
    const report = await night.night();
    const yahoo = countsOf(night, report, "yahoo");
    expect(yahoo).toEqual({
      requests: 12 + retries,
      retries,
      filled: 12,
      bars: 12,
      outcomes: { bars: 12 },
    });
    expect(countsOf(night, report, "yahooquery")).toEqual(NONE);
    expect([night.untrue(), night.gaps(), report.status]).toEqual([[], [], "completed"]);
  });

  test("the pause that a 429 asks for holds for all requests", async () => {
    await using night = await Collecting.after();
    const { yahoo } = night.providers.servers;
    night.fail(["yahoo"], { kind: "too_many_requests", retryAfter: 20 }, ({ count }) => count === 1);
    await night.night();
    const [first] = yahoo.requests;
    const began = first?.at ?? 0;
    // What was under way already, side by side with it, cannot be held back.
    const later = yahoo.requests.slice(6).map(({ at }) => at - began);
    expect(later.length).toBeGreaterThan(0);
    expect(Math.min(...later)).toBeGreaterThanOrEqual(20_000);
  });

  test("one symbol's fault takes nothing from the others", async () => {
    await using night = await Collecting.after();
    night.fail(["yahoo"], { kind: "server_error", status: 500 }, ({ symbol }) => symbol === "AAA");
    const report = await night.night();
    expect(countsOf(night, report, "yahoo")).toMatchObject({
      filled: 11,
      outcomes: { bars: 11, transport: 1 },
    });
    expect(countsOf(night, report, "yahooquery")).toMatchObject({ requests: 1, filled: 1 });
    expect(night.word("AAA", "yahoo")).toMatchObject({ outcome: "transport", detail: "status 500" });
    expect([night.untrue(), night.gaps(), report.status]).toEqual([[], [], "completed"]);
  });
});
