import { describe, expect, test } from "bun:test";
import { fileURLToPath } from "node:url";
import { armCrashPoint } from "../../src/platform/crash-point.ts";
import { NightdeskError } from "../../src/platform/errors.ts";

const CHILD = fileURLToPath(new URL("./crash-child.ts", import.meta.url));

/** Runs a process that passes import.chunk five times, saying so each time; `arm` is its crash point. */
async function passFiveTimes(arm: string | null): Promise<{ signal: unknown; code: number; said: string[] }> {
  const child = Bun.spawn([process.execPath, CHILD, ...(arm === null ? [] : [arm])], {
    stdout: "pipe",
    stderr: "inherit",
    env: { PATH: process.env.PATH ?? "" },
  });
  const said = (await new Response(child.stdout).text()).trim();
  const code = await child.exited;
  return { signal: child.signalCode, code, said: said === "" ? [] : said.split("\n") };
}

const ALL = ["before 1", "before 2", "before 3", "before 4", "before 5", "end"];

describe("a crash point", () => {
  test("does nothing where none is armed", async () => {
    expect(await passFiveTimes(null)).toEqual({ signal: null, code: 0, said: ALL });
  });

  test("does nothing where another one is armed", async () => {
    expect(await passFiveTimes("import.staged")).toEqual({ signal: null, code: 0, said: ALL });
  });

  test("kills at the first passing, without a chance to clean up", async () => {
    const { signal, said } = await passFiveTimes("import.chunk");
    expect([signal, said]).toEqual(["SIGKILL", ["before 1"]]);
  });

  test("kills at the passing that was asked for", async () => {
    const { signal, said } = await passFiveTimes("import.chunk:3");
    expect([signal, said]).toEqual(["SIGKILL", ["before 1", "before 2", "before 3"]]);
  });

  test("does nothing if it is passed less often than that", async () => {
    expect(await passFiveTimes("import.chunk:6")).toEqual({ signal: null, code: 0, said: ALL });
  });
});

test.each(["import.chunk:0", "import.chunk:-1", "import.chunk:1.5", "import.chunk:", "import.chunk:x"])(
  "%p is refused with bad_config and arms nothing",
  (text) => {
    try {
      armCrashPoint(text);
    } catch (fault) {
      expect(fault).toBeInstanceOf(NightdeskError);
      expect((fault as NightdeskError).code).toBe("bad_config");
      return;
    }
    throw new Error("it was taken");
  },
);
