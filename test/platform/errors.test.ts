import { describe, expect, test } from "bun:test";
import { ERROR_CODES, type ErrorCode, NightdeskError } from "../../src/platform/errors.ts";

const entries = Object.entries(ERROR_CODES) as [ErrorCode, (typeof ERROR_CODES)[ErrorCode]][];

describe("the table of codes", () => {
  test.each(entries)("%s has a status, an exit code and a title", (code, { status, exit, title }) => {
    expect(code).toMatch(/^[a-z]+(_[a-z]+)*$/);
    expect(Number.isInteger(status)).toBe(true);
    expect(status).toBeGreaterThanOrEqual(400);
    expect(status).toBeLessThanOrEqual(599);
    expect([0, 1, 2, 3, 4] as number[]).toContain(exit);
    expect(title).toMatch(/^[A-Z].*[^.]$/);
  });

  test("no fault exits as a success, and no two have one title", () => {
    expect(entries.filter(([, { exit }]) => (exit as number) === 0)).toEqual([]);
    expect(new Set(entries.map(([, { title }]) => title)).size).toBe(entries.length);
  });

  test("busy exits with 4, usage with 2, an interruption with 3", () => {
    const exitOf = (code: ErrorCode) => new NightdeskError(code, "x").exitCode;
    expect([exitOf("busy"), exitOf("usage"), exitOf("interrupted"), exitOf("internal")]).toEqual([
      4, 2, 3, 1,
    ]);
  });
});

describe("an error", () => {
  test("carries its code, its sentence, its details and its cause", () => {
    const cause = new RangeError("below");
    const error = new NightdeskError("bad_file", "Row 7 is wrong.", { cause, details: { row: 7 } });
    expect(error).toBeInstanceOf(Error);
    expect([error.name, error.code, error.message]).toEqual([
      "NightdeskError",
      "bad_file",
      "Row 7 is wrong.",
    ]);
    expect(error.cause).toBe(cause);
    expect(error.details).toEqual({ row: 7 });
  });

  test("without a cause has no cause, not one that is undefined", () => {
    expect("cause" in new NightdeskError("usage", "x")).toBe(false);
    expect(new NightdeskError("usage", "x").details).toEqual({});
  });
});
