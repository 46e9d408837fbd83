const SECOND_MS = 1_000;
/** A string of JSON, a quote that begins one and has no end, or a bracket outside of strings. */
const STRING_OR_BRACKET = /"[^"\\]*(?:\\.[^"\\]*)*"|["[\]{}]/gs;

/** What is told of a request without an answer. @param timeout In milliseconds. */
export function transportFault(fault: unknown, timeout: number): string {
  if (!(fault instanceof Error)) return "no connection";
  if (fault.name === "TimeoutError") return `no answer in ${timeout / SECOND_MS} s`;
  return "code" in fault && typeof fault.code === "string"
    ? `no connection (${fault.code})`
    : "no connection";
}

/** Where a redirect leads to. */
export function hostOf(location: string | null): string {
  return location !== null && URL.canParse(location) ? new URL(location).host : "another page";
}

/** Whether a text is an object or a list to its end: an answer may break off right behind an inner bracket. */
export function isWhole(text: string): boolean {
  if (!/^\s*[[{]/.test(text)) return false;
  let depth = 0;
  for (const [part] of text.matchAll(STRING_OR_BRACKET)) {
    if (part === '"') return false;
    if (part === "[" || part === "{") depth += 1;
    else if (part === "]" || part === "}") depth -= 1;
  }
  return depth === 0;
}

/** Milliseconds that a Retry-After header asks for, in seconds or as a date (one that is past: less than 0); null if it says nothing. */
export function retryAfter(header: string | null, now: number): number | null {
  if (header === null) return null;
  if (/^\d+(?:\.\d+)?$/.test(header)) return Number(header) * SECOND_MS;
  const at = Date.parse(header);
  return Number.isNaN(at) ? null : at - now;
}
