import { afterEach, beforeEach, describe, expect, setDefaultTimeout, test } from "bun:test";
import pino from "pino";
import type { Sqlite } from "../../db/driver.ts";
import { openForReading, openForWriting } from "../../db/open.ts";
import { setting } from "../../db/schema/admin.ts";
import { LONGEST_TRANSACTION_MS, Writer } from "../../db/writer.ts";
import { technicalClock } from "../../src/platform/clock.ts";
import { TEST_LIMIT_MS } from "../support/command.ts";
import { faultOf } from "./fault.ts";
import { OtherProcess } from "./other-process.ts";
import { AT, Scratch } from "./scratch.ts";

setDefaultTimeout(TEST_LIMIT_MS);

const NEVER = new AbortController().signal;

let scratch: Scratch;
let path: string;
let db: Sqlite;
let lines: string[];
let elapsed: number;

/** A writer whose clock stands still unless a test moves it. */
const writerAt = (clock = { now: () => 0, elapsed: () => elapsed }) =>
  new Writer(db, path, clock, pino({ base: null }, { write: (line: string) => void lines.push(line) }));
const put = (key: string) => db.prepare("INSERT INTO setting VALUES (?, 'v', ?)").run(key, AT);
/** What another connection sees. */
const stored = (): unknown[] => {
  const reader = openForReading(path, 0);
  try {
    return reader.prepare("SELECT key FROM setting ORDER BY rowid").pluck().all();
  } finally {
    reader.close();
  }
};

beforeEach(() => {
  scratch = new Scratch();
  path = scratch.database();
  db = openForWriting(path);
  lines = [];
  elapsed = 0;
});
afterEach(() => {
  db.close();
  scratch[Symbol.dispose]();
});

test("what a transaction did is stored, and its value given back", async () => {
  expect(await writerAt().transact("t", () => put("a").changes)).toBe(1);
  expect(stored()).toEqual(["a"]);
});

test("a transaction that throws leaves nothing, and the next one works", async () => {
  const writer = writerAt();
  const half = writer.transact("half", () => {
    put("a");
    throw new RangeError("midway");
  });
  expect(half).rejects.toThrow(new RangeError("midway"));
  await half.catch(() => undefined);
  expect(db.inTransaction).toBe(false);
  await writer.transact("t", () => put("b"));
  expect(stored()).toEqual(["b"]);
});

test("transactions asked for at once are done one after the other, each whole", async () => {
  const writer = writerAt();
  const names = Array.from({ length: 20 }, (_, at) => `k${at}`);
  await Promise.all(
    names.map((name) =>
      writer.transact(name, () => {
        put(name);
        put(`${name}+`);
      }),
    ),
  );
  expect(stored()).toEqual(names.flatMap((name) => [name, `${name}+`]));
});

describe("in chunks", () => {
  const items = Array.from({ length: 10 }, (_, at) => `i${at}`);

  test("each item is whole, in its order, and a chunk ends when its time is up", async () => {
    const seen: number[] = [];
    const writer = writerAt();
    const each = (item: string) => {
      put(`${item}.1`);
      put(`${item}.2`);
      elapsed += 1;
      seen.push(stored().length);
    };
    await writer.inChunks("load", items, each, NEVER);
    expect(stored()).toEqual(items.flatMap((item) => [`${item}.1`, `${item}.2`]));
    expect(writer.stats).toMatchObject({ transactions: 4, longestMs: 3, longestLabel: "load" });
    expect(seen).toEqual([0, 0, 0, 6, 6, 6, 12, 12, 12, 18]);
  });

  test("the event loop turns between two chunks, and another transaction may come in between", async () => {
    const writer = writerAt();
    const other: Promise<unknown>[] = [];
    const each = (item: string) => {
      put(item);
      elapsed += 8;
      if (item === "i2") other.push(Bun.sleep(0).then(() => writer.transact("other", () => put("other"))));
    };
    await writer.inChunks("load", items, each, NEVER);
    await Promise.all(other);
    expect(stored().indexOf("other")).toBeGreaterThan(items.indexOf("i2"));
    expect(stored().indexOf("other")).toBeLessThan(items.indexOf("i9"));
  });

  test("of many at once each chunk has a turn of the event loop to itself", async () => {
    const writer = writerAt();
    let [turn, over] = [0, false];
    const count = () => {
      turn += 1;
      if (!over) setImmediate(count);
    };
    count();
    const turns: number[] = [];
    const each = () => {
      elapsed += 8;
      turns.push(turn);
    };
    const loads = [1, 2, 3].map((load) => writer.inChunks(`load ${load}`, items, each, NEVER));
    await Promise.all(loads);
    over = true;
    expect(turns).toHaveLength(30);
    expect(new Set(turns.slice(3)).size).toBe(27);
  });

  test("a signal stops it between two chunks with its reason; what was stored stays", async () => {
    const stop = new AbortController();
    const each = (item: string) => {
      put(item);
      elapsed += 2;
      if (item === "i2") stop.abort(new RangeError("enough"));
    };
    const load = writerAt().inChunks("load", items, each, stop.signal);
    expect(load).rejects.toThrow(new RangeError("enough"));
    await load.catch(() => undefined);
    expect(stored()).toEqual(["i0", "i1", "i2", "i3"]);
  });

  test("an item that throws undoes its chunk alone", async () => {
    const each = (item: string) => {
      put(item);
      elapsed += 2;
      if (item === "i3") throw new RangeError("bad item");
    };
    const load = writerAt().inChunks("load", items, each, NEVER);
    expect(load).rejects.toThrow(new RangeError("bad item"));
    await load.catch(() => undefined);
    expect(stored()).toEqual(["i0", "i1"]);
    expect(db.inTransaction).toBe(false);
  });

  test("nothing to do is no transaction", async () => {
    const writer = writerAt();
    await writer.inChunks("load", [], put, NEVER);
    expect(writer.stats.transactions).toBe(0);
  });
});

test("another process that holds the write lock is waited for, with the event loop free", async () => {
  await using other = OtherProcess.start("hold", path);
  await other.answer(0);
  other.order("take");
  await other.answer(1);
  let turns = 0;
  const turning = setInterval(() => {
    turns += 1;
    if (turns === 40) other.order("drop");
  }, 5);
  await writerAt(technicalClock).transact("t", () => put("a"));
  clearInterval(turning);
  expect(turns).toBeGreaterThanOrEqual(40);
  expect(stored()).toEqual(["a"]);
});

test("one that never lets go is told as busy once five seconds are over", async () => {
  await using other = OtherProcess.start("hold", path);
  await other.answer(0);
  other.order("take");
  await other.answer(1);
  const writer = writerAt({
    now: () => 0,
    elapsed: () => {
      elapsed += 500;
      return elapsed;
    },
  });
  const fault = await faultOf("busy", () => writer.transact("t", () => put("a")));
  expect(fault.message).toContain(path);
  expect(elapsed).toBeLessThan(8_000);
  expect(writer.stats.transactions).toBe(0);
});

test("a database that may grow no more is storage_full, with what was stored before kept", async () => {
  const writer = writerAt();
  await writer.transact("t", () => put("before"));
  db.pragma(`max_page_count = ${Number(db.pragma("page_count", { simple: true }))}`);
  const grow = () => {
    for (let at = 0; at < 5_000; at++) put(`k${at}`);
  };
  const fault = await faultOf("storage_full", () => writer.transact("grow", grow));
  expect(fault.message).toContain(path);
  expect(db.inTransaction).toBe(false);
  expect(stored()).toEqual(["before"]);
});

test("so it is when drizzle wrote", async () => {
  const writer = writerAt();
  db.pragma(`max_page_count = ${Number(db.pragma("page_count", { simple: true }))}`);
  await faultOf("storage_full", () =>
    writer.transact("grow", () => {
      for (let at = 0; at < 5_000; at++)
        writer.orm
          .insert(setting)
          .values({ key: `k${at}`, value: "v", changedAt: AT })
          .run();
    }),
  );
  expect(stored()).toEqual([]);
});

test("a file that may grow no more is storage_full", async () => {
  await using other = OtherProcess.limited(60, "migrate", scratch.path("new.db"), "99");
  await other.end();
  expect(other.said).toEqual([expect.stringMatching(/^storage_full .*new\.db\. The write was undone/)]);
});

test("a transaction of more than 50 ms is logged with its label and counted; one of 50 is not", async () => {
  const writer = writerAt();
  for (const ms of [LONGEST_TRANSACTION_MS, LONGEST_TRANSACTION_MS + 1, 2]) {
    await writer.transact(`of ${ms}`, () => {
      elapsed += ms;
    });
  }
  expect(writer.stats).toEqual({
    transactions: 3,
    longestMs: 51,
    longestLabel: "of 51",
    overTarget: 2,
    tooLong: 1,
  });
  expect(lines.map((line) => JSON.parse(line))).toEqual([
    expect.objectContaining({ level: 40, label: "of 51", ms: 51, msg: "long transaction" }),
  ]);
});

test("a checkpoint folds the log into the file and empties it", async () => {
  const writer = writerAt();
  await writer.transact("t", () => put("a"));
  const size = () => Bun.file(`${path}-wal`).size;
  expect(size()).toBeGreaterThan(0);
  writer.checkpoint();
  expect(size()).toBe(0);
  expect(stored()).toEqual(["a"]);
});
