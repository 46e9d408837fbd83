import { expect, setDefaultTimeout, test } from "bun:test";
import { existsSync } from "node:fs";
import { jobLockHolder } from "../../db/job-lock.ts";
import { POSITION_FAULTS } from "../../src/portfolio/import/position-fault.ts";
import { TEST_LIMIT_MS, until, Workplace } from "../support/command.ts";
import { marketFile } from "./market-file.ts";
import { dumpOf, expectPlainFault, expectSound } from "./plain-fault.ts";

setDefaultTimeout(TEST_LIMIT_MS);

const env = { NIGHTDESK_NOW: "2026-05-29T22:00:00Z" };
const SHORT_HEADER = "Symbol,Quantity,Entry Price Per Share,Entry Date";
const HEADER = `${SHORT_HEADER},Investment Class,Investment Subtype,Underlying Symbol,Strike Price,Expiration Date,Option Type,Exit Date,Exit Price Per Share`;
const GOOD = "AAPL,1,1,2026-01-05";
const TERMS = ["--name", "Desk", "--equity", "1000"];

/** A row for each fault that a row can have. */
const ROWS = {
  ERR_POS_001: ",1,1,2026-01-05",
  ERR_POS_002: `${"A".repeat(25)},1,1,2026-01-05`,
  ERR_POS_003: "A APL,1,1,2026-01-05",
  ERR_POS_004: "AAPL,,1,2026-01-05",
  ERR_POS_005: "AAPL,LOTS,1,2026-01-05",
  ERR_POS_006: "AAPL,0,1,2026-01-05",
  ERR_POS_007: "AAPL,1.1234567,1,2026-01-05",
  ERR_POS_008: "AAPL,1,,2026-01-05",
  ERR_POS_009: "AAPL,1,$5,2026-01-05",
  ERR_POS_010: "AAPL,1,-5,2026-01-05",
  ERR_POS_011: "AAPL,1,1.12345,2026-01-05",
  ERR_POS_012: "AAPL,1,1,",
  ERR_POS_013: "AAPL,1,1,01/05/2026",
  ERR_POS_014: "AAPL,1,1,2026-05-30",
  ERR_POS_015: "AAPL,1,1,1926-05-28",
  ERR_POS_016: "AAPL,1,1,2026-01-05,CRYPTO",
  ERR_POS_017: "AAPL,1,1,2026-01-05,PUBLIC,FUND",
  ERR_POS_018: "AAPL,1,1,2026-01-05,,,,,,,2026-01-02,1",
  ERR_POS_019: "XYZ,1,1,2026-01-05,OPTIONS,,,100,2026-06-19,CALL",
  ERR_POS_020: ",1,1,2026-01-05,OPTIONS,,AAPL,,2026-06-19,CALL",
  ERR_POS_021: ",1,1,2026-01-05,OPTIONS,,AAPL,100,,CALL",
  ERR_POS_022: ",1,1,2026-01-05,OPTIONS,,AAPL,100,2026-06-19,",
  ERR_POS_023: "MSFT,1,1,2026-01-05\nMSFT,1,1,2026-01-05",
} as const;
/** A file for each fault that a file as a whole can have. */
const FILES = {
  ERR_CSV_001: ["lots.csv", `${SHORT_HEADER}\n${`${GOOD}\n`.repeat(560_000)}`],
  ERR_CSV_002: ["lots.xlsx", `${SHORT_HEADER}\n${GOOD}\n`],
  ERR_CSV_003: ["lots.csv", ""],
  ERR_CSV_004: ["lots.csv", `Symbol,Quantity,Entry Date\n${GOOD}\n`],
  ERR_CSV_005: ["lots.csv", `${SHORT_HEADER},Symbol\n${GOOD},MSFT\n`],
  ERR_CSV_006: ["lots.csv", `${SHORT_HEADER}\n"AAPL,1,1,2026-01-05\n`],
} as const;

interface Told {
  readonly status: string;
  readonly lots: number;
  readonly faults: readonly {
    readonly code: string;
    readonly row: number | null;
    readonly message: string;
  }[];
}

test("between them the rows and files here have every fault that there is", () => {
  expect([...Object.keys(FILES), ...Object.keys(ROWS)].sort()).toEqual(Object.keys(POSITION_FAULTS).sort());
});

/** That a file is refused, in both forms of the answer, and leaves no trace; what JSON tells of it. */
async function refused(work: Workplace, file: string, ...more: readonly string[]): Promise<Told> {
  const db = work.path("desk.db");
  const verb = ["portfolio", "import", file, ...TERMS, ...more, "--db", db];
  const lines = await work.run(verb, { env });
  expectPlainFault(lines, 1, "nothing was stored. Correct the file and import it again");
  const json = await work.run([...verb, "--json"], { env });
  expect({ code: json.code, stderr: json.stderr }).toEqual({ code: 1, stderr: "" });
  const told = JSON.parse(json.stdout) as Told;
  expect(told.status).toBe("refused");
  for (const { code, message } of told.faults.slice(0, 20)) {
    expect(lines.stdout).toContain(code);
    expect(lines.stdout).toContain(message);
  }
  expect(existsSync(db)).toBe(false);
  return told;
}

test("every fault of a row, in one file: each is told with its code and row, and nothing is stored", async () => {
  await using work = new Workplace();
  const lines = [HEADER, GOOD, ...Object.values(ROWS), GOOD.replace("AAPL", "IBM")];
  const file = work.write("lots.csv", `${lines.join("\n")}\n`);
  const { faults, lots } = await refused(work, file, "--strict");
  // The row that repeats another is the second of its two.
  const expected = Object.keys(ROWS).map((code, at) => [code, code === "ERR_POS_023" ? at + 4 : at + 3]);
  expect(faults.map(({ code, row }) => [code, row])).toEqual(expected);
  expect(lots).toBe(4);
});

test.each(Object.entries(ROWS))("%s beside a good row: nothing of the file is stored", async (code, row) => {
  await using work = new Workplace();
  const file = work.write("lots.csv", `${HEADER}\n${GOOD}\n${row}\n`);
  const more = code === "ERR_POS_023" ? ["--strict"] : [];
  expect((await refused(work, file, ...more)).faults.map((each) => each.code)).toEqual([code]);
});

test.each(Object.entries(FILES))("%s of a file as a whole", async (code, [name, content]) => {
  await using work = new Workplace();
  const { faults } = await refused(work, work.write(name, content));
  expect(faults.map((each) => each.code)).toContain(code);
});

test("the same row twice is a warning without --strict, and both are stored", async () => {
  await using work = new Workplace();
  const db = work.path("desk.db");
  const file = work.write("lots.csv", `${HEADER}\n${ROWS.ERR_POS_023}\n`);
  const { code, stdout } = await work.run(["portfolio", "import", file, ...TERMS, "--db", db], { env });
  expect(code).toBe(0);
  expect(stdout).toContain("warning: row 3, MSFT: ERR_POS_023");
  expect((await dumpOf(work, db)).match(/"table":"lot"/g)).toHaveLength(2);
});

test.each([
  ["ERR_PORT_002", ["--equity", "1"]],
  ["ERR_PORT_002", ["--name", "  ", "--equity", "1"]],
  ["ERR_PORT_003", ["--name", "x".repeat(256), "--equity", "1"]],
  ["ERR_PORT_004", ["--name", "x"]],
  ["ERR_PORT_005", ["--name", "x", "--equity", "0"]],
  ["ERR_PORT_006", ["--name", "x", "--equity", "1000000000001"]],
])("%s of a portfolio's terms %.40j: exit 1, and nothing is touched", async (code, terms) => {
  await using work = new Workplace();
  const [db, file] = [work.path("desk.db"), work.write("lots.csv", `${SHORT_HEADER}\n${GOOD}\n`)];
  expectPlainFault(await work.run(["portfolio", "import", file, ...terms, "--db", db], { env }), 1, code);
  expect(existsSync(db)).toBe(false);
});

test("ERR_PORT_001 and ERR_PORT_007: a name that is taken, a file that is not there", async () => {
  await using work = new Workplace();
  const [db, file] = [work.path("desk.db"), work.write("lots.csv", `${SHORT_HEADER}\n${GOOD}\n`)];
  const verb = (path: string) => ["portfolio", "import", path, ...TERMS, "--db", db];
  expect((await work.run(verb(file), { env })).code).toBe(0);
  const before = await dumpOf(work, db);
  expectPlainFault(await work.run(verb(file), { env }), 1, '"Desk"', "another name");
  const absent = work.path("nowhere.csv");
  expectPlainFault(await work.run(verb(absent), { env }), 1, absent, "give the path");
  for (const [path, fault] of [
    [file, "ERR_PORT_001"],
    [absent, "ERR_PORT_007"],
  ] as const) {
    const json = await work.run([...verb(path), "--json"], { env });
    expect(json).toMatchObject({ code: 1, stdout: "" });
    expect(JSON.parse(json.stderr)).toMatchObject({ fault });
  }
  expectPlainFault(await work.run(verb(work.folder), { env }), 1, work.folder);
  expect(await dumpOf(work, db)).toBe(before);
  await expectSound(work, db);
});

test("ERR_PORT_001, 007 and 008 are told like the others: in words, and in JSON", async () => {
  await using work = new Workplace();
  const [db, file] = [work.path("desk.db"), work.write("lots.csv", `${SHORT_HEADER}\n${GOOD}\n`)];
  const verb = (path: string) => ["portfolio", "import", path, ...TERMS, "--db", db];
  await work.run(verb(file), { env });
  expectPlainFault(await work.run(verb(file), { env }), 1, "ERR_PORT_001");
  expectPlainFault(await work.run(verb(work.path("nowhere.csv")), { env }), 1, "ERR_PORT_007");
  const bad = work.write("bad.csv", `${SHORT_HEADER}\n`);
  expectPlainFault(await work.run(verb(bad), { env }), 1, "ERR_PORT_008");
  expect((await work.run([...verb(bad), "--json"], { env })).stdout).toContain("ERR_PORT_008");
});

const LOTS = 10_000;

/** A file of many lots, long and short, of five hundred symbols over five sessions. */
function manyLots(): string {
  const days = ["2026-05-20", "2026-05-21", "2026-05-22", "2026-05-26", "2026-05-27"];
  const rows = Array.from({ length: LOTS }, (_, at) => {
    const quantity = ((at % 97) + 1) * (at % 3 === 0 ? -1 : 1);
    return `T${String(at % 500).padStart(4, "0")},${quantity},${100 + (at % 50) / 10},${days[at % 5]}`;
  });
  return `${[SHORT_HEADER, ...rows].join("\n")}\n`;
}

test("10,000 lots in one file: in, over some nights, and out, to the cent", async () => {
  await using work = new Workplace();
  const to = ["--db", work.path("desk.db")];
  const file = work.write("lots.csv", manyLots());
  const terms = ["--name", "Many", "--equity", "100000000"];
  for (const verb of [
    ["prices", "import", work.write("prices.csv", marketFile(500, 300))],
    ["portfolio", "import", file, ...terms],
    ["run"],
  ]) {
    expect(await work.run([...verb, ...to], { env })).toMatchObject({ code: 0, stderr: "" });
  }
  const { stdout } = await work.run(["report", "--portfolio", "Many", "--json", ...to], { env });
  type Report = { snapshot: Record<string, number>; positions: { market_value: number }[] };
  const { snapshot, positions } = JSON.parse(stdout) as Report;
  expect(positions).toHaveLength(LOTS);
  expect(snapshot.position_count).toBe(LOTS);
  const cents = (amount: number | undefined) => Math.round((amount ?? Number.NaN) * 100);
  const held = positions.reduce((sum, each) => sum + cents(each.market_value), 0);
  expect(cents(snapshot.cash_value) + held).toBe(cents(snapshot.equity));
  await expectSound(work, work.path("desk.db"));
});

test("Ctrl-C in the middle of an import of 10,000 lots: all of them or none", async () => {
  await using work = new Workplace();
  const db = work.path("desk.db");
  await work.run(["prices", "import", work.write("prices.csv", marketFile(1, 5)), "--db", db], { env });
  const verb = ["portfolio", "import", work.write("lots.csv", manyLots()), ...TERMS, "--db", db];
  const running = await work.start(verb, { env });
  await until("it is at work", () => jobLockHolder(db) !== null || running.hasEnded);
  await running.freeze();
  running.signal("SIGINT");
  running.signal("SIGCONT");
  expect((await running.end()).stderr).not.toMatch(/defect|\n\s+at /);
  await expectSound(work, db);
  const lots = async () => (await dumpOf(work, db)).match(/"table":"lot"/g)?.length ?? 0;
  const stored = await lots();
  expect([0, LOTS]).toContain(stored);
  if (stored === 0) expect((await work.run(verb, { env })).code).toBe(0);
  expect(await lots()).toBe(LOTS);
});
