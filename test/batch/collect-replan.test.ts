import { describe, expect, setDefaultTimeout, test } from "bun:test";
import { calendarOf } from "../../src/market/calendar/calendar.ts";
import { isoDate } from "../../src/platform/iso-date.ts";
import { phaseOf } from "../support/run-phase.ts";
import { CollectedDesk, FIRST, marketWith, sessionAfter } from "./collected-desk.ts";
import { DERIVED, stopping } from "./made-desk.ts";

setDefaultTimeout(120_000);

const NEXT = sessionAfter(FIRST);
const [THURSDAY, WEDNESDAY] = [sessionAfter(FIRST, -1), sessionAfter(FIRST, -2)];

test("a corrected past close makes later snapshots stale, which the same run makes anew", async () => {
  const market = marketWith(["AAA"]);
  await using collected = new CollectedDesk({ market });
  await collected.hold(["AAA"]);
  await collected.night();
  const equity = (session: string) => Number(collected.desk.report("One", session).snapshot.equity);
  const [wednesday = 0, thursday = 0, friday = 0] = [WEDNESDAY, THURSDAY, FIRST].map(equity);
  collected.distort("AAA", { kind: "correction", date: THURSDAY, by: 1 });
  const report = await collected.night(NEXT);
  expect(collected.close("AAA", THURSDAY)?.[0]).toBeCloseTo((collected.truth("AAA", THURSDAY) ?? 0) + 1, 9);
  // Ten shares, a dollar more each.
  expect([WEDNESDAY, THURSDAY, FIRST].map(equity)).toEqual([wednesday, thursday + 10, friday]);
  // Thursday's snapshot and Friday's, which tells the gain since, and the new one.
  const sql = "SELECT date FROM batch_step WHERE run_id = ? AND phase = 'phase_2' ORDER BY date";
  const dates = collected.desk.base.rows(sql, report.run.id).map(({ date }) => String(date));
  expect(dates).toEqual([THURSDAY, FIRST, NEXT]);
  const { planned, done } = report.phases.find(({ phase }) => phase === "phase_2") ?? {};
  expect([planned, done]).toEqual([3, 3]);
  // A desk that knew the corrected close from the first has the same numbers.
  await using other = new CollectedDesk({ market });
  other.distort("AAA", { kind: "correction", date: THURSDAY, by: 1 });
  await other.hold(["AAA"]);
  await other.night(NEXT);
  const table = ["snapshot"] as const;
  expect(collected.desk.dump(table)).toBe(other.desk.dump(table));
});

describe("a run that is stopped while it collects", () => {
  test.each([1, 4, 9])(
    "after %d units has whole ones only, and the next run does the rest",
    async (units) => {
      const market = marketWith(["AAA", "BBB"]);
      await using undisturbed = new CollectedDesk({ market });
      await undisturbed.hold(["AAA", "BBB"]);
      await undisturbed.night();
      await using collected = new CollectedDesk({ market });
      await collected.hold(["AAA", "BBB"]);
      await expect(collected.night(FIRST, stopping(units))).rejects.toMatchObject({ code: "interrupted" });
      const { base } = collected.desk;
      expect(base.rows("SELECT status FROM batch_run")).toEqual([{ status: "interrupted" }]);
      const steps = base.rows("SELECT key FROM batch_step WHERE outcome = 'done' AND phase = 'phase_1'");
      const filled = base.rows(
        "SELECT 'symbol:' || symbol AS key FROM symbol s WHERE EXISTS (SELECT 1 FROM price_bar b WHERE b.symbol_id = s.id)",
      );
      const keys = (rows: typeof steps) => rows.map(({ key }) => String(key)).sort();
      expect(keys(filled)).toEqual(keys(steps));
      expect(filled.length).toBeGreaterThanOrEqual(units);
      expect(filled.length).toBeLessThan(12);
      const bars = base.rows("SELECT count(*) AS n FROM price_bar GROUP BY symbol_id");
      expect(new Set(bars.map(({ n }) => n)).size).toBe(1);
      expect(base.rows("SELECT * FROM snapshot")).toEqual([]);

      const report = await collected.night();
      expect(report.status).toBe("completed");
      expect(Object.keys(collected.steps(report))).toHaveLength(12 - filled.length);
      const tables = ["price_bar", ...DERIVED] as const;
      expect(collected.desk.dump(tables)).toBe(undisturbed.desk.dump(tables));
    },
  );
});

describe("files come before all providers", () => {
  const SESSIONS = calendarOf("XNYS").sessionsBetween(isoDate("2022-01-03"), FIRST);
  const rows = (symbol: string) => SESSIONS.map((session, at) => `${symbol},${session},${100 + (at % 7)}`);

  /** A desk with a folder of price files. */
  async function desk(files: Readonly<Record<string, string>>): Promise<CollectedDesk> {
    const bare = new CollectedDesk({ market: marketWith([]) });
    const { base } = bare.desk;
    for (const [name, content] of Object.entries(files)) base.file(`prices/${name}`, content);
    await bare.providers[Symbol.asyncDispose]();
    const folder = `${base.folder}/files/prices`;
    const collected = new CollectedDesk({
      desk: bare.desk,
      market: marketWith(["AAA", "BBB"]),
      env: { NIGHTDESK_PRICES: folder },
    });
    await collected.hold(["AAA", "BBB"]);
    return collected;
  }

  test("what they fill nobody is asked for", async () => {
    await using collected = await desk({ "a.csv": ["symbol,date,close", ...rows("AAA"), ""].join("\n") });
    const report = await collected.night();
    expect(report.status).toBe("completed");
    const { files, "symbol:AAA": aaa, "symbol:BBB": bbb } = collected.steps(report);
    expect([files, aaa, bbb]).toEqual(["done", undefined, "done"]);
    expect(collected.asksOf("AAA")).toBe(0);
    expect(collected.asksOf("BBB")).toBeGreaterThan(0);
    expect(collected.close("AAA", FIRST)?.[1]).toBe("import");
    expect(phaseOf(report, "phase_1")).toEqual({
      phase: "phase_1",
      planned: 12,
      done: 12,
      skipped: 0,
      partial: 0,
      failed: 0,
    });
    expect(report.coverage).toMatchObject({ good: 12, expected: 12 });
  });

  test("rows that are refused are told, the good ones kept", async () => {
    const content = ["symbol,date,close", ...rows("AAA"), "AAA,2026-05-30,5", ""].join("\n");
    await using collected = await desk({ "a.csv": content });
    const report = await collected.night();
    expect(collected.steps(report)).toMatchObject({ files: "partial rows_refused", "symbol:BBB": "done" });
    expect(collected.said(report)[0]).toContain(`1 of ${SESSIONS.length + 1} rows of`);
    expect(collected.asksOf("AAA")).toBe(0);
  });

  test("a folder that is not there fails its unit, and the providers are asked for everything", async () => {
    await using collected = await desk({});
    const report = await collected.night();
    expect(report.status).toBe("partial");
    expect(collected.steps(report)).toMatchObject({
      files: "failed bad_file",
      "symbol:AAA": "done",
      "symbol:BBB": "done",
    });
    expect(collected.said(report)[0]).toMatch(/^error: .*files\/prices/);
    expect(collected.close("AAA", FIRST)).toEqual([collected.truth("AAA", FIRST) ?? 0, "yahoo"]);
    expect(phaseOf(report, "phase_1")).toMatchObject({ planned: 13, done: 12, failed: 1 });
    expect(collected.snapshots()[FIRST]).toBe("complete");
  });
});
