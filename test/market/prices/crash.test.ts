import { afterAll, beforeAll, describe, expect, setDefaultTimeout, test } from "bun:test";
import { mkdtempSync, rmSync, writeFileSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { recoverImports } from "../../../src/market/prices/import.ts";
import { TemporaryDatabase } from "../../support/temporary-database.ts";
import { seriesCsv } from "./price-csv.ts";

// Properties and child processes take seconds on a busy machine, which is no fault.
setDefaultTimeout(60_000);

const CHILD = join(import.meta.dir, "crash-child.ts");
const PANEL = join(import.meta.dir, "../../oracle/panel/closes.csv.gz");

/** So many that they take several transactions. */
const SYMBOLS = 10;
/** Stored before: a series that the file does not know, and one that it corrects. */
const BEFORE = `${seriesCsv("KEPT", [1, 2, 3])}ABBV,2025-01-02,1\n`;

let folder = "";
let file = "";
let rows = 0;
let half = "";
let uninterrupted = "";

/** A database in which half of AAPL is stored at half its price, so that the file rebases it. */
async function prepared(): Promise<TemporaryDatabase> {
  const base = new TemporaryDatabase();
  await base.importText(BEFORE);
  await base.importText(half);
  return base;
}

async function killedAt(base: TemporaryDatabase, point: string, mode: "strict" | "lenient"): Promise<void> {
  const child = Bun.spawn([process.execPath, CHILD, point, base.path, mode, file], { stdout: "ignore" });
  await child.exited;
  expect(child.signalCode).toBe("SIGKILL");
}

const statuses = (base: TemporaryDatabase) =>
  base.rows<{ status: string }>("SELECT DISTINCT status FROM import").map(({ status }) => status);
const staged = (base: TemporaryDatabase) =>
  base.rows<{ count: number }>("SELECT count(*) AS count FROM price_staging")[0]?.count;

beforeAll(async () => {
  const text = new TextDecoder().decode(Bun.gunzipSync(await Bun.file(PANEL).bytes()));
  const [header, ...lines] = text.trimEnd().split("\n");
  const symbols = [...new Set(lines.map((line) => line.split(",")[0]))].slice(0, SYMBOLS);
  const kept = lines.filter((line) => symbols.includes(line.split(",")[0]));
  const halved = kept
    .filter((line) => line.startsWith("AAPL,"))
    .slice(0, 300)
    .map((line) => line.replace(/[^,]+$/, (close) => String(Number(close) / 2)));
  rows = kept.length;
  half = `${[header, ...halved].join("\n")}\n`;
  folder = mkdtempSync(join(tmpdir(), "nightdesk-crash-"));
  file = join(folder, "closes.csv");
  writeFileSync(file, `${[header, ...kept].join("\n")}\n`);
  using base = await prepared();
  const report = await base.import([file]);
  expect(report.totals).toMatchObject({ rebased_symbols: 1, corrected: 1, refused: 0, symbols: SYMBOLS });
  uninterrupted = base.dump();
});
afterAll(() => rmSync(folder, { recursive: true, force: true }));

describe("a strict import that is killed", () => {
  test("before its point of no return leaves nothing, and can be run again", async () => {
    using base = await prepared();
    const before = base.dump();
    await killedAt(base, "import.staged", "strict");
    expect(staged(base)).toBe(rows);
    await recoverImports(base.writer, base.ports.technical);
    expect(base.dump()).toBe(before);
    await base.import([file], { strict: true });
    expect(base.dump()).toBe(uninterrupted);
  });

  test.each(["import.applying", "import.chunk:2", "import.chunk:10"])(
    "at %s is finished by the next start",
    async (point) => {
      using base = await prepared();
      await killedAt(base, point, "strict");
      expect(statuses(base)).toContain("publishing");
      expect(staged(base)).toBeGreaterThan(0);
      await recoverImports(base.writer, base.ports.technical);
      expect(staged(base)).toBe(0);
      expect(base.dump()).toBe(uninterrupted);
      const report = await base.import([file], { strict: true });
      expect(report.totals).toMatchObject({ unchanged: rows });
      expect(base.dump()).toBe(uninterrupted);
    },
  );
});

describe("any other import that is killed", () => {
  test.each(["import.applying", "import.chunk:1", "import.chunk:7", "import.chunk:10"])(
    "at %s is finished by running it again",
    async (point) => {
      using base = await prepared();
      await killedAt(base, point, "lenient");
      expect(statuses(base)).toEqual(["completed", "applying"]);
      expect(base.dump()).not.toBe(uninterrupted);
      await recoverImports(base.writer, base.ports.technical);
      expect(statuses(base)).toEqual(["completed", "interrupted"]);
      await base.import([file]);
      expect(base.dump()).toBe(uninterrupted);
    },
  );

  test("is finished as well by a strict one", async () => {
    using base = await prepared();
    await killedAt(base, "import.chunk:7", "lenient");
    await recoverImports(base.writer, base.ports.technical);
    await base.import([file], { strict: true });
    expect(base.dump()).toBe(uninterrupted);
  });
});

test("recovering a database that nothing was left in changes nothing", async () => {
  using base = await prepared();
  const before = base.dump();
  await recoverImports(base.writer, base.ports.technical);
  expect(base.dump()).toBe(before);
});
