import { afterAll, beforeAll, describe, expect, setDefaultTimeout, test } from "bun:test";
import fc from "fast-check";
import { estimatePortfolios } from "../../src/compute/estimate-portfolios.ts";
import { estimatePriors, type PriorDate } from "../../src/compute/estimate-priors.ts";
import { estimateSymbols, type SymbolCell } from "../../src/compute/estimate-symbols.ts";
import { LocalPool } from "../../src/compute/local-pool.ts";
import type { Panel } from "../../src/market/panel/panel.ts";
import { BETA_WINDOWS } from "../../src/risk/conventions.ts";
import { perWindow } from "../../src/risk/window.ts";
import { WORKER_ENTRY } from "../batch/small-night.ts";
import { oraclePath } from "../market/panel/oracle.ts";
import { TemporaryDatabase } from "../support/temporary-database.ts";
import { bitsOf } from "./bits.ts";
import { booksAt, WHOLE } from "./oracle-books.ts";

// A busy machine is no fault.
setDefaultTimeout(60_000);

let base: TemporaryDatabase;
let panel: Panel;
/** By size: of one thread and of three. */
const pools = new Map<number, LocalPool>();

beforeAll(async () => {
  base = new TemporaryDatabase();
  await base.import([oraclePath("closes.csv.gz")]);
  for (const size of [1, 3]) pools.set(size, new LocalPool(WORKER_ENTRY, size, base.path));
  panel = await (pools.get(3) as LocalPool).loadPanel();
});

afterAll(async () => {
  for (const pool of pools.values()) await pool.close();
  base[Symbol.dispose]();
});

/** The first session, which has no return; the first ones after which there is an estimate at all; others; the last. */
const sessions = () => [0, 30, 31, 251, 252, 500, panel.axes.sessions.length - 1];

/** A function of the pool, the same of the thread that asks, and what they are asked about. */
interface Task {
  readonly items: () => readonly unknown[];
  readonly here: (part: readonly unknown[]) => readonly unknown[];
  readonly by: (pool: LocalPool) => Promise<readonly unknown[]>;
}

function taskOf<Item>(
  items: () => readonly Item[],
  here: (part: readonly Item[]) => readonly unknown[],
  by: (pool: LocalPool, all: readonly Item[]) => Promise<readonly unknown[]>,
): Task {
  return { items, here: (part) => here(part as readonly Item[]), by: (pool) => by(pool, items()) };
}

const cells = (): SymbolCell[] =>
  sessions().flatMap((at) => panel.axes.symbols.map((_, row) => ({ row, at })));
const dates = (): PriorDate[] => [
  ...sessions().map((at) => ({ at, members: WHOLE })),
  { at: 600, members: perWindow(BETA_WINDOWS, () => ["MSFT", "AAPL", "NEVER"]) },
  { at: 600, members: perWindow(BETA_WINDOWS, () => []) },
];
const books = () => sessions().flatMap((at) => booksAt(panel, at));

const TASKS: Readonly<Record<string, Task>> = {
  estimateSymbols: taskOf(
    cells,
    (part) => estimateSymbols(panel, part),
    (pool, all) => pool.estimateSymbols(panel, all),
  ),
  estimatePriors: taskOf(
    dates,
    (part) => estimatePriors(panel, part),
    (pool, all) => pool.estimatePriors(panel, all),
  ),
  estimatePortfolios: taskOf(
    books,
    (part) => estimatePortfolios(panel, part),
    (pool, all) => pool.estimatePortfolios(panel, all),
  ),
};

describe.each(Object.entries(TASKS))("%s", (_, { items, here, by }) => {
  let expected: string[];
  beforeAll(() => {
    expected = here(items()).map(bitsOf);
  });

  test("has something to tell of each, and not the same of all", () => {
    expect(expected).toHaveLength(items().length);
    expect(new Set(expected).size).toBeGreaterThan(items().length / 3);
  });

  test.each([1, 3])("by %d threads has the bits of one", async (size) => {
    const answers = await by(pools.get(size) as LocalPool);
    expect(answers.map(bitsOf)).toEqual(expected);
  });

  test("of nothing is nothing", async () => {
    expect(here([])).toEqual([]);
  });

  test("in any shards, in any order, has the bits of the whole", () => {
    const all = items();
    const order = fc.shuffledSubarray(
      all.map((_item, at) => at),
      { minLength: 1, maxLength: Math.min(40, all.length) },
    );
    fc.assert(
      fc.property(order, fc.integer({ min: 1, max: 12 }), (places, width) => {
        const shards = Array.from({ length: Math.ceil(places.length / width) }, (_shard, at) =>
          places.slice(at * width, (at + 1) * width),
        );
        const made = shards.flatMap((shard) => here(shard.map((place) => all[place])).map(bitsOf));
        expect(made).toEqual(places.map((place) => expected[place] as string));
      }),
      { numRuns: 25 },
    );
  });
});

test("a pool that is asked about nothing answers at once", async () => {
  for (const pool of pools.values()) {
    expect(await pool.estimateSymbols(panel, [])).toEqual([]);
    expect(await pool.estimatePriors(panel, [])).toEqual([]);
    expect(await pool.estimatePortfolios(panel, [])).toEqual([]);
  }
});

test("a closed pool estimates nothing", async () => {
  const pool = new LocalPool(WORKER_ENTRY, 1, base.path);
  await pool.close();
  await expect(pool.estimateSymbols(panel, cells())).rejects.toMatchObject({ code: "task_failed" });
  await expect(pool.estimatePriors(panel, dates())).rejects.toMatchObject({ code: "task_failed" });
  await expect(pool.estimatePortfolios(panel, books())).rejects.toMatchObject({ code: "task_failed" });
});
