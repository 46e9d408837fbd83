import { expect, setDefaultTimeout, test } from "bun:test";
import { Provided } from "../commands/provided.ts";
import { TEST_LIMIT_MS } from "../support/command.ts";

setDefaultTimeout(TEST_LIMIT_MS);

/** Twelve symbols are collected, a unit each. */
const KILLS = ["run.unit", "run.unit:5", "run.unit:11", "run.unit:12", "run.planned"];

async function dumpOf(provided: Provided): Promise<string> {
  const { code, stdout } = await provided.run(["dump", "--canonical"]);
  expect(code).toBe(0);
  return stdout;
}

test("killed at any point of a collection, and again in the restart, it ends in the same bytes", async () => {
  await using whole = await Provided.held();
  expect((await whole.run(["run"])).code).toBe(0);
  const expected = await dumpOf(whole);

  await using killed = await Provided.held();
  for (const point of KILLS) {
    const { signal } = await killed.run(["run"], { NIGHTDESK_TEST: "1", NIGHTDESK_TEST_KILL_AT: point });
    expect({ point, signal }).toEqual({ point, signal: "SIGKILL" });
    expect((await killed.run(["verify"])).code).toBe(0);
  }
  expect((await killed.run(["run"])).code).toBe(0);
  expect(await dumpOf(killed)).toBe(expected);
  // What had been stored before a kill is not asked for again: only what was in hand, six requests at most.
  expect(killed.yahoo.countOf()).toBeLessThanOrEqual(12 + KILLS.length * 6);
});
