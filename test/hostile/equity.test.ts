import { expect, setDefaultTimeout, test } from "bun:test";
import { existsSync } from "node:fs";
import { calendarOf } from "../../src/market/calendar/calendar.ts";
import { isoDate } from "../../src/platform/iso-date.ts";
import { TEST_LIMIT_MS, Workplace } from "../support/command.ts";
import { expectPlainFault, expectSound } from "./plain-fault.ts";

setDefaultTimeout(TEST_LIMIT_MS);

const env = { NIGHTDESK_NOW: "2026-05-29T22:00:00Z" };
const SESSIONS = calendarOf("XNYS").sessionsBetween(isoDate("2026-05-18"), isoDate("2026-05-29"));
/** Ten shares on a debit of 900: the equity is 100, 50, 0, -10, -50, 50, 300, 350, 360. */
const CLOSES = [100, 95, 90, 89, 85, 95, 120, 125, 126];
const LOTS = "Symbol,Quantity,Entry Price Per Share,Entry Date\nAAPL,10,100,2026-05-18\n";

/** Nothing that is there: no number, and why. */
const because = (reason: string) => ({ value: null, reason, n: 0 });

test.each([
  ["0", "ERR_PORT_005"],
  ["0.00", "ERR_PORT_005"],
  ["-1", "ERR_PORT_005"],
  ["-485000.25", "ERR_PORT_005"],
  ["0.001", "ERR_PORT_004"],
  ["NaN", "ERR_PORT_004"],
  ["Infinity", "ERR_PORT_004"],
  ["1e6", "ERR_PORT_004"],
  ["$100", "ERR_PORT_004"],
  ["1,000", "ERR_PORT_004"],
  ["1000000000000.01", "ERR_PORT_006"],
])("an equity of %s is refused as %s before anything is touched", async (equity, code) => {
  await using work = new Workplace();
  const db = work.path("desk.db");
  const verb = ["portfolio", "import", work.write("lots.csv", LOTS), "--name", "Z", `--equity=${equity}`];
  expectPlainFault(await work.run([...verb, "--db", db], { env }), 1, code);
  const json = await work.run([...verb, "--json", "--db", db], { env });
  expect({ code: json.code, stdout: json.stdout }).toEqual({ code: 1, stdout: "" });
  expect(JSON.parse(json.stderr)).toMatchObject({ code: "portfolio_refused", status: 422, fault: code });
  expect(existsSync(db)).toBe(false);
});

/** A desk whose one portfolio loses everything, and more, and comes back. */
async function fallenDesk(work: Workplace): Promise<string> {
  const db = work.path("desk.db");
  const closes = SESSIONS.map((day, at) => `AAPL,${day},${CLOSES[at]}`);
  const prices = work.write("prices.csv", ["symbol,date,close", ...closes, ""].join("\n"));
  const open = ["portfolio", "import", work.write("lots.csv", LOTS), "--name", "Z", "--equity", "100"];
  for (const verb of [["prices", "import", prices], open, ["run"]]) {
    expect(await work.run([...verb, "--db", db], { env })).toMatchObject({ code: 0, stderr: "" });
  }
  return db;
}

async function json<T>(work: Workplace, args: readonly string[]): Promise<T> {
  const { code, stdout, stderr } = await work.run([...args, "--json"], { env });
  expect({ code, stderr }).toEqual({ code: 0, stderr: "" });
  return JSON.parse(stdout) as T;
}

test("an equity that falls to zero and below: every number of it is null and says why", async () => {
  await using work = new Workplace();
  const db = await fallenDesk(work);
  const report = ["report", "--portfolio", "Z", "--db", db, "--date"];
  type Report = { snapshot: object; risk: Record<string, Record<string, unknown>> };
  for (const [date, snapshot] of [
    ["2026-05-20", { equity: 0, daily_pnl: -50, daily_return: -1, daily_return_reason: null }],
    ["2026-05-21", { equity: -10, daily_return: null, daily_return_reason: "non_positive_equity" }],
    ["2026-05-22", { equity: -50, daily_return: null, daily_return_reason: "non_positive_equity" }],
  ] as const) {
    const { snapshot: told, risk } = await json<Report>(work, [...report, date]);
    const books = { status: "complete", cash_value: -900, coverage: 1, flags: ["margin_debit"], reasons: [] };
    expect(told).toMatchObject({ ...books, ...snapshot });
    const none = because("non_positive_equity");
    expect(risk.market_beta).toMatchObject({
      windows: { "90": { beta: none, beta_shrunk: none }, "252": { beta: none, beta_shrunk: none } },
      regression: { windows: { "90": { beta: none, alpha: none, se: none }, "252": { p_value: none } } },
      contributions: [{ name: "AAPL", weight: null }],
    });
    expect(risk.volatility).toMatchObject({ realized_21: none, realized_63: none, realized_252: none });
    // What a book consists of does not rest on its equity.
    expect(risk.sector_exposure).toMatchObject({ hhi: { value: 10_000 }, top_3: { value: 1 } });
  }
  const back = await json<Report>(work, [...report, "2026-05-27"]);
  expect(back.snapshot).toMatchObject({ equity: 300, daily_pnl: 250, daily_return: 5 });
  expect(back.risk.volatility).toMatchObject({ realized_21: because("nothing_covered") });
  await expectSound(work, db);
});

test("its history: returns end where the equity did, and none is made up once it comes back", async () => {
  await using work = new Workplace();
  const db = await fallenDesk(work);
  type Day = {
    equity: number;
    daily_return: number | null;
    returns: { since_inception: object };
  };
  const verb = ["report", "--portfolio", "Z", "--history", "--db", db];
  const { history } = await json<{ history: Day[] }>(work, verb);
  expect(history.map(({ equity }) => equity)).toEqual([100, 50, 0, -10, -50, 50, 300, 350, 360]);
  expect(history.slice(0, 6).map((day) => day.daily_return)).toEqual([0, -0.5, -1, null, null, null]);
  const sinceInception = history.map(({ returns }) => returns.since_inception);
  expect(sinceInception.slice(0, 3)).toMatchObject([{ value: 0 }, { value: -0.5 }, { value: -1 }]);
  for (const each of sinceInception.slice(3)) {
    expect(each).toEqual({ value: null, reason: "non_positive_equity" });
  }
  const { stdout } = await work.run(verb, { env });
  const lines = stdout.trimEnd().split("\n");
  expect(lines[4]).toBe("2026-05-21,complete,-10.00,-900.00,890.00,0.00,-10.00,,-110.00,1,,,,,,margin_debit");
  expect(stdout).not.toMatch(/NaN|Infinity|null|undefined/);
});

test("what people read has the reasons in the numbers' places", async () => {
  await using work = new Workplace();
  const db = await fallenDesk(work);
  const { stdout } = await work.run(["report", "--portfolio", "Z", "--date", "2026-05-21", "--db", db], {
    env,
  });
  expect(stdout).toContain("equity -10.00 = cash -900.00 (margin debit) + long 890.00");
  expect(stdout).toContain("market beta, 90 sessions   non_positive_equity");
  expect(stdout).not.toMatch(/NaN|Infinity|null|undefined/);
  const list = await work.run(["portfolio", "list", "--db", db], { env });
  expect(list.stdout).toMatch(/^Z +2026-05-18 +2026-05-29 +360\.00 USD +complete/m);
});
