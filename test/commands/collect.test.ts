import { describe, expect, setDefaultTimeout, test } from "bun:test";
import { openForReading } from "../../db/open.ts";
import { TEST_LIMIT_MS } from "../support/command.ts";
import { listeningAt } from "../support/listening.ts";
import { LAST, Provided } from "./provided.ts";

setDefaultTimeout(TEST_LIMIT_MS);

const HELD = ["AAA", "BBB"];
const ANYWAY = ["IWM", "MTUM", "QUAL", "SPY", "TLT", "USMV", "VTV", "VUG", "^IRX", "^TYX"];

/** Stored bars of a symbol: how many, the first, the last, and who they came from. */
function barsOf({ db }: Provided, symbol: string): unknown {
  const reader = openForReading(db, 1_000);
  try {
    return reader
      .prepare(
        `SELECT count(*) AS n, min(session) AS first, max(session) AS last, group_concat(DISTINCT source) AS source
         FROM price_bar JOIN symbol s ON s.id = symbol_id WHERE s.symbol = ?`,
      )
      .get(symbol);
  } finally {
    reader.close();
  }
}

const NONE = { n: 0, first: null, last: null, source: null };

describe("collect --dry-run", () => {
  test("says what would be asked, of whom and how often, and asks nobody", async () => {
    await using provided = await Provided.held();
    const { code, stdout } = await provided.run(["collect", "--dry-run"], {
      NIGHTDESK_PROVIDERS: "yahoo,polygon",
    });
    expect(code).toBe(0);
    const lines = stdout.split("\n");
    expect(lines[0]).toBe(`Prices of 12 symbols are missing through ${LAST}.`);
    expect(lines[1]).toBe("yahoo would be asked with at most 12 requests.");
    expect(lines[2]).toMatch(/^polygon would be asked with at most [\d,]+ requests\.$/);
    expect(lines[3]).toBe(`  AAA   1084 sessions  2022-02-02 to ${LAST}  held`);
    expect(lines.slice(4, -1).map((line) => line.trim().split(" ")[0])).toEqual(["BBB", ...ANYWAY]);
    expect(provided.requests).toBe(0);
    expect(barsOf(provided, "AAA")).toEqual(NONE);
  });

  test("in JSON, of some symbols and days", async () => {
    await using provided = await Provided.held();
    const dates = ["--dates", "2026-05-01..2026-05-06"];
    const told = await provided.json(["collect", "--dry-run", "--symbols", "AAA", "OTHER", ...dates]);
    const need = { whole: true, sessions: 4, first: "2026-05-01", last: "2026-05-06" };
    expect(told).toEqual({
      to: LAST,
      symbols: 2,
      files: null,
      providers: [{ provider: "yahoo", requests: 2 }],
      needs: [
        { symbol: "AAA", reasons: ["held"], ...need },
        { symbol: "OTHER", reasons: ["asked"], ...need },
      ],
      deferred: [],
    });
    expect(provided.requests).toBe(0);
  });

  test("says that nothing is missing, or what is put off until when", async () => {
    await using provided = await Provided.held();
    provided.yahoo.distortions.set("BBB", [{ kind: "zero_close", date: LAST }]);
    expect((await provided.run(["collect"])).code).toBe(3);
    const { requests } = provided;
    expect(await provided.json(["collect", "--dry-run"])).toMatchObject({
      symbols: 0,
      needs: [],
      deferred: [{ symbol: "BBB", until: expect.any(String), because: "quarantined" }],
    });
    // What is asked for by name is asked for, whatever is put off.
    expect(await provided.json(["collect", "--dry-run", "--symbols", "BBB"])).toMatchObject({ symbols: 1 });
    expect((await provided.run(["quarantine", "decide", "1", "reject"])).code).toBe(0);
    const { stdout } = await provided.run(["collect", "--dry-run"]);
    expect(stdout).toBe(`Everything through ${LAST} is there; nobody would be asked.\n`);
    expect(provided.requests).toBe(requests);
  });
});

describe("collect", () => {
  test("fetches what is missing and works no books; then there is nothing to do", async () => {
    await using provided = await Provided.held();
    const told = await provided.json(["collect"]);
    const outcomes = { bars: 12, nothing_new: 0, not_found: 0, rate_limited: 0, not_asked: 0 };
    expect(told).toEqual({
      batch_run_id: expect.stringMatching(/^[0-9a-f-]{36}$/),
      status: "completed",
      up_to_date: false,
      to: LAST,
      units: { phase: "phase_1", planned: 12, done: 12, skipped: 0, partial: 0, failed: 0 },
      reasons: {},
      providers: [
        {
          provider: "yahoo",
          requests: 12,
          retries: 0,
          bars: 12 * 41,
          symbols_filled: 12,
          outcomes: { ...outcomes, refused: 0, malformed: 0, transport: 0, basis_unknown: 0 },
        },
      ],
      coverage: {
        session: LAST,
        expected: 12,
        good: 12,
        degraded: false,
        by_count: 1,
        by_value: null,
        missing: [],
        stale: [],
        quarantined: [],
        pending: [],
        inactive: [],
      },
      seconds: expect.any(Number),
    });
    expect(barsOf(provided, "AAA")).toEqual({ n: 41, first: "2026-04-01", last: LAST, source: "yahoo" });
    const again = await provided.run(["collect"]);
    expect([again.code, provided.requests]).toEqual([0, 12]);
    expect(again.stdout).toStartWith(`through ${LAST}: nothing to do (run `);
    const { stdout } = await provided.run(["dump", "--canonical", "--table", "snapshot"]);
    expect(stdout).toBe("");
  });

  test("of some symbols only, each once, held or not", async () => {
    await using provided = await Provided.held();
    const { code, stdout } = await provided.run(["collect", "--symbols", "AAA", "aaa", "OTHER"]);
    expect(code).toBe(0);
    expect(stdout).toContain("2 of 2 symbols complete");
    expect(stdout).toMatch(/^ {2}yahoo {2}2 requests {2}2 symbols, 82 bars$/m);
    expect(provided.yahoo.requests.map(({ symbol }) => symbol).sort()).toEqual(["AAA", "OTHER"]);
    expect([barsOf(provided, "BBB"), barsOf(provided, "SPY")]).toEqual([NONE, NONE]);
  });

  test.each([[["polygon"]], [["massive"]], [["massive", "polygon"]]])(
    "of some days, from %p only",
    async (names) => {
      await using provided = await Provided.held();
      const args = ["--symbols", "OTHER", "--dates", "2026-05-01..2026-05-29", "--provider", ...names];
      const told = await provided.json(["collect", ...args]);
      expect(told).toMatchObject({
        status: "completed",
        units: { planned: 1, done: 1 },
        providers: [{ provider: "polygon", symbols_filled: 1, bars: 20 }],
      });
      expect((told as { providers: unknown[] }).providers).toHaveLength(1);
      expect(barsOf(provided, "OTHER")).toEqual({
        n: 20,
        first: "2026-05-01",
        last: LAST,
        source: "polygon",
      });
      expect([provided.yahoo.countOf(), provided.polygon.countOf() > 0]).toEqual([0, true]);
    },
  );

  test("with something missing at its end it is partial, and says what and why", async () => {
    await using provided = await Provided.held();
    const { code, stdout } = await provided.run(["collect", "--symbols", "AAA", "NOBODY"]);
    expect(code).toBe(3);
    expect(stdout).toMatch(/^through 2026-05-29: partial in \d+\.\d s: 1 of 2 symbols complete \(run /);
    expect(stdout).toMatch(/^ {2}yahoo {2}2 requests {2}1 symbols, 41 bars {2}1 not_found$/m);
    expect(stdout).toContain("  not_found: no provider knows a symbol of that name (1)\n");
    expect(stdout).toContain(`  1 of 12 symbols have a good close of ${LAST}: 8.3 % (degraded)\n`);
  });

  test.each<[readonly string[], Readonly<Record<string, string>>, string]>([
    [[], { NIGHTDESK_PROVIDERS: "none" }, "NIGHTDESK_PROVIDERS names none. Name some with --provider or"],
    [["--provider", "files"], {}, "NIGHTDESK_PRICES names no file. Name some"],
    [["--provider", "fmp"], {}, "fmp: it needs a key: set NIGHTDESK_FMP_KEY"],
    [["--provider", "nobody"], {}, 'no provider "nobody"; there are yahoo, yahooquery, polygon, fmp, files'],
    [["--dates", "2026-05-05..2026-05-01"], {}, "from 2026-05-05 to 2026-05-01"],
    [["--dates", "2026-05-01..2026-05-05..2026-05-06"], {}, "give a day, or two as"],
    [["--dates", "May"], {}, '"May" is not a day'],
    [["--dates", "2026-05-01.."], {}, '"" is not a day'],
    [["--symbols", "A B"], {}, '"A B" is not a symbol'],
  ])("%j is refused, and nobody is asked", async (args, env, words) => {
    await using provided = await Provided.held();
    const { code, stdout, stderr } = await provided.run(["collect", ...args], env);
    expect({ code, stdout }).toEqual({ code: 2, stdout: "" });
    expect(stderr).toContain(words);
    expect(provided.requests).toBe(0);
  });

  test("polygon without a key says which setting it needs", async () => {
    await using provided = await Provided.held();
    const { NIGHTDESK_POLYGON_KEY: _, ...env } = provided.env;
    const args = ["collect", "--provider", "polygon", "--db", provided.db];
    const { code, stderr } = await provided.work.run(args, { env });
    expect(code).toBe(2);
    expect(stderr).toContain("polygon: it needs a key: set NIGHTDESK_POLYGON_KEY");
  });

  test("beside a server it is told that somebody is at work, and asks nobody", async () => {
    await using provided = await Provided.held();
    const { work, db, env } = provided;
    const server = await work.start(["serve", "--port", "0", "--db", db], { env });
    await listeningAt(server);
    for (const args of [["collect"], ["quarantine", "decide", "1", "accept"]]) {
      const { code, stderr } = await provided.run(args);
      expect({ args, code }).toEqual({ args, code: 4 });
      expect(stderr).toContain("serve");
    }
    // What only reads goes on beside it, and so does the watch list.
    for (const args of [
      ["collect", "--dry-run"],
      ["quarantine", "list"],
      ["action", "list"],
      ["symbol", "OTHER", "--watch"],
    ])
      expect({ args, code: (await provided.run(args)).code }).toEqual({ args, code: 0 });
    expect(provided.requests).toBe(0);
  });
});

test("what is held is collected by a run, and told in its answer", async () => {
  await using provided = await Provided.held();
  const told = await provided.json(["run"]);
  expect(told).toMatchObject({
    status: "completed",
    providers: [{ provider: "yahoo", symbols_filled: 12 }],
    coverage: { by_count: 1, degraded: false },
  });
  expect(HELD.map((symbol) => (barsOf(provided, symbol) as { n: number }).n)).toEqual([41, 41]);
});
