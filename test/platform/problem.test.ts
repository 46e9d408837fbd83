import { describe, expect, test } from "bun:test";
import { ERROR_CODES, type ErrorCode, NightdeskError } from "../../src/platform/errors.ts";
import { PROBLEM_CONTENT_TYPE, problemOf } from "../../src/platform/problem.ts";

const codes = Object.keys(ERROR_CODES) as ErrorCode[];

describe("problem details (RFC 9457)", () => {
  test.each(codes)("of %s have its type, title, status, detail and code", (code) => {
    expect(problemOf(new NightdeskError(code, "The sentence."))).toEqual({
      type: `urn:nightdesk:error:${code}`,
      title: ERROR_CODES[code].title,
      status: ERROR_CODES[code].status,
      detail: "The sentence.",
      code,
    });
    expect(PROBLEM_CONTENT_TYPE).toBe("application/problem+json");
  });

  test("carry the fault's own fields beside them", () => {
    const details = { row: 12, column: "close", file: null, strict: true };
    expect(problemOf(new NightdeskError("import_refused", "x", { details }))).toMatchObject(details);
  });

  test("are not overwritten by a field of the same name", () => {
    const details = { type: "about:blank", title: "t", status: 200, detail: "d", code: "fine", row: 1 };
    expect(problemOf(new NightdeskError("not_found", "No such symbol.", { details }))).toEqual({
      type: "urn:nightdesk:error:not_found",
      title: ERROR_CODES.not_found.title,
      status: 404,
      detail: "No such symbol.",
      code: "not_found",
      row: 1,
    });
  });

  test("never hold the cause or the stack", () => {
    const cause = new Error("SQLITE_CORRUPT at /home/someone/secret.db");
    const text = JSON.stringify(
      problemOf(new NightdeskError("database_damaged", "Restore a backup.", { cause })),
    );
    expect(text).not.toContain("SQLITE_CORRUPT");
    expect(text).not.toContain(".ts");
  });

  test.each([
    ["an Error", new TypeError("undefined is not /etc/passwd")],
    [
      "an Error with fields",
      Object.assign(new Error("/etc/passwd"), { details: { path: "/etc/passwd" }, code: "busy" }),
    ],
    ["a text", "/etc/passwd"],
    ["an object", { code: "busy", message: "/etc/passwd" }],
    ["null", null],
    ["undefined", undefined],
  ])("of %s are those of an internal fault, without its text", (_, fault) => {
    const problem = problemOf(fault);
    expect([problem.code, problem.status, problem.type]).toEqual([
      "internal",
      500,
      "urn:nightdesk:error:internal",
    ]);
    expect(Object.keys(problem).sort()).toEqual(["code", "detail", "status", "title", "type"]);
    expect(JSON.stringify(problem)).not.toContain("/etc/passwd");
  });
});
