import { expect } from "bun:test";
import { ERROR_CODES, type ErrorCode } from "../../src/platform/errors.ts";
import type { Problem } from "../../src/platform/problem.ts";

/** That an answer is the problem details of a fault, whole and in form; returns them. */
export async function problemOf(response: Response, code: ErrorCode): Promise<Problem> {
  const text = await response.text();
  const { status, title } = ERROR_CODES[code];
  expect({ status: response.status, text }).toEqual({ status, text });
  expect(response.headers.get("content-type")).toBe("application/problem+json");
  expect(response.headers.get("cache-control")).toBe("no-store");
  const problem = JSON.parse(text) as Problem;
  expect(problem).toMatchObject({ type: `urn:nightdesk:error:${code}`, title, status, code });
  expect(problem.detail).toMatch(/\S.*\.$/s);
  return problem;
}
