import { describe, expect, setDefaultTimeout, test } from "bun:test";
import type { RunReport } from "../../src/batch/night.ts";
import type { Fault } from "../support/market/fault.ts";
import { phaseOf } from "../support/run-phase.ts";
import { ANYWAY, CollectedDesk, FIRST, marketWith, sessionAfter } from "./collected-desk.ts";

// A busy machine is no fault.
setDefaultTimeout(120_000);

const NEXT = sessionAfter(FIRST);
const done = (...symbols: readonly string[]) =>
  Object.fromEntries([...ANYWAY, ...symbols].map((symbol) => [`symbol:${symbol}`, "done"]));

/** That as many units of each phase ended as were planned, and that the history has the same numbers. */
function expectEnded({ desk }: CollectedDesk, { run, phases }: RunReport): void {
  const rows = desk.base.rows(
    `SELECT phase, planned, (SELECT count(*) FROM batch_step s WHERE s.run_id = p.run_id AND s.phase = p.phase) AS ended
     FROM batch_run_phase p WHERE run_id = ? ORDER BY phase`,
    run.id,
  );
  expect(rows).toEqual(
    phases
      .map(({ phase, planned }) => ({ phase, planned, ended: planned }))
      .sort((a, b) => (a.phase < b.phase ? -1 : 1)),
  );
}

describe("a night whose providers have everything", () => {
  test("a unit a symbol, all done; the next night asks for its own session, and the same one for nothing", async () => {
    await using collected = new CollectedDesk({ market: marketWith(["AAA", "BBB"]) });
    await collected.hold(["AAA", "BBB"]);
    const first = await collected.night();
    expect(first).toMatchObject({ status: "completed", upToDate: false });
    expect(collected.steps(first)).toEqual(done("AAA", "BBB"));
    expectEnded(collected, first);
    expect(collected.said(first)).toEqual(["info: 12 of 12 symbols have a good close of 2026-05-29"]);
    expect(first.providers.map(({ provider, requests, bars }) => [provider, requests > 0, bars > 0])).toEqual(
      [
        ["yahoo", true, true],
        ["yahooquery", false, false],
        ["polygon", false, false],
      ],
    );

    const second = await collected.night(NEXT);
    expect(collected.steps(second)).toEqual(done("AAA", "BBB"));
    expectEnded(collected, second);
    expect(second.providers[0]).toMatchObject({ symbolsFilled: 12, bars: 12, outcomes: { bars: 12 } });
    expect(second.coverage).toMatchObject({ session: NEXT, byCount: 1, byValue: 1, degraded: false });
    expect(Object.values(collected.snapshots())).not.toContain("partial");

    const asked = collected.providers.requests;
    const third = await collected.night(NEXT);
    expect(third).toMatchObject({ status: "completed", upToDate: true });
    expect(collected.steps(third)).toEqual({});
    expect(collected.providers.requests).toBe(asked);
  });
});

describe("a unit that does not end as done", () => {
  test.each<[string, Fault, string]>([
    ["no provider knows the name", { kind: "not_found" }, "partial not_found"],
    ["the session's bar has no close", { kind: "null_rows" }, "partial quarantined"],
    ["a page comes in place of an answer", { kind: "consent_page" }, "partial malformed"],
    ["the providers fail", { kind: "server_error", status: 500 }, "partial transport"],
  ])("%s", async (_, fault, told) => {
    await using collected = new CollectedDesk({ market: marketWith(["AAA", "BBB"]), providers: ["yahoo"] });
    await collected.hold(["AAA", "BBB"]);
    await collected.night();
    collected.fail(fault, ({ symbol }) => symbol === "AAA");
    const report = await collected.night(NEXT);
    expect(report.status).toBe("partial");
    expect(collected.steps(report)).toEqual({ ...done("BBB"), "symbol:AAA": told });
    expectEnded(collected, report);
    const list = told === "partial quarantined" ? "quarantined" : "missing";
    expect(report.coverage).toMatchObject({ [list]: ["AAA"], good: 11, expected: 12, degraded: true });
    expect(collected.said(report).at(-1)).toStartWith(
      `warning: degraded: 11 of 12 symbols have a good close of ${NEXT}`,
    );
    expect(collected.snapshots()[NEXT]).toBe("partial");
    // What comes later makes it whole, in one run.
    collected.mend();
    const later = await collected.night(sessionAfter(NEXT));
    expect(later.status).toBe("completed");
    expect(collected.snapshots()).toMatchObject({ [NEXT]: "complete", [sessionAfter(NEXT)]: "complete" });
  });

  test("the session has no bar yet", async () => {
    await using collected = new CollectedDesk({ market: marketWith(["AAA"]) });
    await collected.hold(["AAA"]);
    collected.distort("AAA", { kind: "missing_days", dates: [FIRST] });
    const report = await collected.night();
    expect(collected.steps(report)).toEqual({ ...done(), "symbol:AAA": "partial no_bar_yet" });
    expect(report).toMatchObject({ status: "partial", coverage: { missing: ["AAA"] } });
    // A bar that comes late is asked for again on the same evening, but not at once.
    collected.mend();
    const asked = collected.providers.requests;
    await collected.night();
    expect(collected.providers.requests).toBe(asked);
    collected.providers.clock.moveTo("2026-05-30T02:00:00Z");
    const later = await collected.desk.run({ sources: collected.providers.sources, to: FIRST });
    expect(collected.steps(later)).toEqual({ "symbol:AAA": "done" });
    expect(collected.snapshots()[FIRST]).toBe("complete");
  });

  test("what no book rests on is skipped, and the night is complete", async () => {
    await using collected = new CollectedDesk({ market: marketWith(["AAA", "TSLA"]), providers: ["yahoo"] });
    collected.desk.base.writer.db.exec("INSERT INTO watch_list VALUES ('TSLA', '2026-05-01T00:00:00.000Z')");
    await collected.hold(["AAA"]);
    for (const symbol of ["TSLA", "^IRX"])
      collected.distort(symbol, { kind: "missing_days", dates: [FIRST] });
    const report = await collected.night();
    const aside = { "symbol:TSLA": "skipped no_bar_yet", "symbol:^IRX": "skipped no_bar_yet" };
    expect(collected.steps(report)).toEqual({ ...done("AAA"), ...aside });
    expect(report.status).toBe("completed");
  });

  test("a fund's value is pending, its snapshot provisional; the next night makes it complete", async () => {
    await using collected = new CollectedDesk({ market: marketWith(["AAA", "FUNDX"]) });
    await collected.hold(["AAA", "FUNDX"]);
    const first = await collected.night();
    expect(first).toMatchObject({ status: "completed", coverage: { pending: ["FUNDX"], degraded: false } });
    expect(collected.steps(first)).toEqual({ ...done("AAA"), "symbol:FUNDX": "skipped pending" });
    expect(collected.snapshots()).toMatchObject({ "2026-05-28": "complete", [FIRST]: "provisional" });
    await collected.night(NEXT);
    expect(collected.close("FUNDX", FIRST)).toEqual([collected.truth("FUNDX", FIRST) ?? 0, "yahoo"]);
    expect(collected.snapshots()).toMatchObject({ [FIRST]: "complete", [NEXT]: "provisional" });
  });

  test("older prices that are missing degrade nothing: the session's own is there", async () => {
    await using collected = new CollectedDesk({ market: marketWith(["AAA"]), providers: ["yahoo"] });
    await collected.hold(["AAA"]);
    collected.distort("AAA", { kind: "bad_close", date: sessionAfter(FIRST, -7), factor: 3 });
    const report = await collected.night();
    expect(collected.steps(report)).toEqual({ ...done(), "symbol:AAA": "skipped history_incomplete" });
    expect(report.coverage).toMatchObject({ good: 11, degraded: false });
    expect(collected.close("AAA", FIRST)).not.toBeNull();
    expect(collected.close("AAA", sessionAfter(FIRST, -7))).toBeNull();
    expectEnded(collected, report);
  });

  test("a session's own bar that is not believed", async () => {
    await using collected = new CollectedDesk({ market: marketWith(["AAA"]), providers: ["yahoo"] });
    await collected.hold(["AAA"]);
    collected.distort("AAA", { kind: "bad_close", date: FIRST, factor: 3 });
    const report = await collected.night();
    expect(collected.steps(report)).toMatchObject({ "symbol:AAA": "partial quarantined" });
    expect(report.coverage).toMatchObject({ quarantined: ["AAA"], missing: [], degraded: true });
    expect(collected.said(report).at(-1)).toContain("; in quarantine: AAA");
  });

  test("one that no provider has symbols of", async () => {
    await using collected = new CollectedDesk({
      market: marketWith(["AAA", "VOD.L"]),
      providers: ["polygon"],
    });
    await collected.hold(["VOD.L"]);
    const report = await collected.night();
    expect(collected.steps(report)).toMatchObject({ "symbol:VOD.L": "partial no_provider" });
    expect(collected.asksOf("VOD.L")).toBe(0);
    expectEnded(collected, report);
  });
});

test("without a provider and a file what is held and missing is told, and nobody is asked", async () => {
  await using collected = new CollectedDesk({ market: marketWith(["AAA"]) });
  await collected.hold(["AAA"]);
  const report = await collected.night(FIRST, { sources: null });
  expect(collected.steps(report)).toEqual({ prices: "skipped offline" });
  expect(collected.said(report)).toEqual(["warning: 1 held symbol has no close of 2026-05-29: AAA"]);
  expect(report).toMatchObject({ providers: [], coverage: null });
  expect(collected.providers.requests).toBe(0);
  expectEnded(collected, report);
});

test("currencies that the first answers tell want their rates, in the same run", async () => {
  await using collected = new CollectedDesk({ market: marketWith(["VOD.L", "GBPUSD=X"]) });
  await collected.hold(["VOD.L"]);
  const report = await collected.night();
  expect(collected.steps(report)).toEqual(done("VOD.L", "GBPUSD=X"));
  expect(collected.close("GBPUSD=X", FIRST)).toEqual([collected.truth("GBPUSD=X", FIRST) ?? 0, "yahoo"]);
  // The rate was not asked for before the name had told its currency.
  const { requests } = collected.providers.servers.yahoo;
  const last = (symbol: string) => requests.findLastIndex((each) => each.symbol === symbol);
  expect(requests.findIndex((each) => each.symbol === "GBPUSD=X")).toBeGreaterThan(last("VOD.L"));
  expectEnded(collected, report);
  expect(phaseOf(report, "phase_1").planned).toBe(12);
});
