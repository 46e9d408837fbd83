import { ERROR_CODES, type ErrorCode, NightdeskError } from "./errors.ts";

/** RFC 9457 problem details, plus our stable `code` and the fault's own fields (`row`, `column`, `file`). */
export interface Problem {
  readonly type: string;
  readonly title: string;
  readonly status: number;
  readonly detail: string;
  readonly code: ErrorCode;
  readonly [field: string]: string | number | boolean | null;
}

export const PROBLEM_CONTENT_TYPE = "application/problem+json";

/** A fault as its HTTP body. What is not a NightdeskError becomes `internal` without a word of its inside. */
export function problemOf(fault: unknown): Problem {
  const error =
    fault instanceof NightdeskError
      ? fault
      : new NightdeskError("internal", "nightdesk met a fault of its own; its log has the cause.");
  const { status, title } = ERROR_CODES[error.code];
  return {
    ...error.details,
    type: `urn:nightdesk:error:${error.code}`,
    title,
    status,
    detail: error.message,
    code: error.code,
  };
}
