import { PROBLEM_CONTENT_TYPE, problemOf } from "../platform/problem.ts";

/** After so many seconds a busy server may be asked again. */
const RETRY_AFTER_SECONDS = "5";

/** A fault as an HTTP answer, with what its headers, and its body, say beside the usual. */
export function problemResponse(
  fault: unknown,
  more: Readonly<Record<string, string>> = {},
  fields: Readonly<Record<string, unknown>> = {},
): Response {
  const problem = problemOf(fault);
  const headers = new Headers({
    ...more,
    "content-type": PROBLEM_CONTENT_TYPE,
    "cache-control": "no-store",
  });
  if (problem.status === 503) headers.set("retry-after", RETRY_AFTER_SECONDS);
  if (problem.status === 401) headers.set("www-authenticate", 'Bearer realm="nightdesk"');
  return new Response(JSON.stringify({ ...problem, ...fields }), { status: problem.status, headers });
}
