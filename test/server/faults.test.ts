import { expect, setDefaultTimeout, test } from "bun:test";
import type { Sqlite } from "../../db/driver.ts";
import { openForWriting } from "../../db/open.ts";
import { NightdeskError } from "../../src/platform/errors.ts";
import { TEST_LIMIT_MS, until } from "../support/command.ts";
import { ServedDesk } from "../support/served-desk.ts";
import { problemOf } from "./problem-of.ts";
import { servedSaver } from "./saver.ts";

setDefaultTimeout(TEST_LIMIT_MS);

const RUN = "/api/v1/admin/batch/run";

/** A server whose readiness check meets a fault. */
const failing = (fault: Error) =>
  new ServedDesk({
    readiness: () => {
      throw fault;
    },
  });

test.each(["busy", "interrupted", "unhealthy"] as const)(
  "%s is 503, and when to come again",
  async (code) => {
    await using served = failing(new NightdeskError(code, "Not now."));
    const response = await served.ask("/health/ready");
    expect(response.headers.get("retry-after")).toBe("5");
    await problemOf(response, code);
  },
);

test("a full storage is 507", async () => {
  await using served = failing(new NightdeskError("storage_full", "The disk is full."));
  const response = await served.ask("/health/ready");
  expect(response.status).toBe(507);
  expect(response.headers.get("retry-after")).toBeNull();
  await problemOf(response, "storage_full");
});

/** A connection that meets a fault of SQLite's at whatever it is asked for by portfolio routes. */
function ill(db: Sqlite, code: string): Sqlite {
  return new Proxy(db, {
    get: (target, name) => {
      if (name === "prepare") {
        return (sql: string) => {
          if (/FROM portfolio/.test(sql)) throw Object.assign(new Error("as SQLite says"), { code });
          return target.prepare(sql);
        };
      }
      const value: unknown = Reflect.get(target, name, target);
      return typeof value === "function" ? value.bind(target) : value;
    },
  });
}

test.each([
  ["SQLITE_BUSY_SNAPSHOT", "busy"],
  ["SQLITE_FULL", "storage_full"],
  ["SQLITE_CORRUPT", "database_damaged"],
] as const)("%s that a reader meets is told as %s", async (sqlite, code) => {
  await using well = new ServedDesk();
  await using served = new ServedDesk({ db: ill(well.state.db, sqlite) });
  await problemOf(await served.ask("/api/v1/portfolios"), code);
});

test("a run that cannot be opened while another process writes is 503, and not a promise of an id", async () => {
  await using served = await servedSaver();
  const other = openForWriting(served.desk.base.path);
  other.exec("BEGIN IMMEDIATE");
  const response = await served.ask(RUN, { method: "POST" });
  other.close();
  expect(response.headers.get("retry-after")).toBe("5");
  await problemOf(response, "busy");
});

test("a run that could not be sealed is not told as running for as long as the server lives", async () => {
  await using served = await servedSaver();
  const { writer } = served.desk.base;
  const transact = writer.transact.bind(writer);
  served.pool.hold("account");
  await served.ask(RUN, { method: "POST" });
  await until("the run accounts", () => served.pool.waiting > 0);
  writer.transact = async () => {
    throw new NightdeskError("storage_full", "The disk is full.");
  };
  served.pool.letGo();
  await served.state.runner.idle();
  writer.transact = transact;
  const response = await served.ask(`${RUN}/current`);
  const { last_run: last } = (await response.json()) as { last_run: { status: string } };
  expect(last.status).not.toBe("running");
});
