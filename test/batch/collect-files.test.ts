import { expect, setDefaultTimeout, test } from "bun:test";
import { mkdirSync, writeFileSync } from "node:fs";
import { join } from "node:path";
import { businessClock } from "../../src/platform/clock.ts";
import { Desk } from "../support/desk.ts";
import { MovableClock } from "../support/movable-clock.ts";
import { phaseOf } from "../support/run-phase.ts";

// A busy machine is no fault.
setDefaultTimeout(60_000);

const EVENING = "2026-05-30T01:00:00Z";

test("files without a provider fill what they have; what they lack is said once, and is no unit of every later run", async () => {
  await using desk = new Desk();
  const technical = new MovableClock(EVENING);
  const files = join(desk.base.folder, "prices");
  mkdirSync(files);
  const write = (rows: readonly string[]) =>
    writeFileSync(join(files, "closes.csv"), ["symbol,date,close", ...rows, ""].join("\n"));
  write(["AAA,2026-05-27,50", "AAA,2026-05-28,51"]);
  const sources = {
    providers: [],
    fundamentals: [],
    files,
    business: businessClock(null, technical),
    technical,
  };
  await desk.openLots("One", ["AAA,10,50,2026-05-27"], { equity: "1000" });
  const first = await desk.run({ sources });
  expect(phaseOf(first, "phase_1")).toEqual({
    phase: "phase_1",
    planned: 2,
    done: 1,
    skipped: 1,
    partial: 0,
    failed: 0,
  });
  expect([...first.reasons]).toContainEqual(["offline", 1]);
  expect(desk.base.rows("SELECT message FROM activity_log WHERE level = 'warning'")[0]?.message).toBe(
    "1 held symbol has no close of 2026-05-29: AAA",
  );
  expect((await desk.run({ sources })).upToDate).toBe(true);
  write(["AAA,2026-05-27,50", "AAA,2026-05-28,51", "AAA,2026-05-29,52"]);
  const next = await desk.run({ sources });
  expect(next.reasons.get("nothing_to_collect")).toBe(1);
  expect(next.reasons.has("offline")).toBe(false);
  expect(desk.report("One", "2026-05-29").snapshot).toMatchObject({ status: "complete" });
});
