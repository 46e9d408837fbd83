import type { Answer, RequestKind } from "./answer.ts";
import type { Fault } from "./fault.ts";

type Row = Record<string, unknown>;

/** JSON has no NaN: a number is marked first, and the mark replaced in the text. */
const MARK = "a value that is no number";
const YAHOO_COLUMNS = ["open", "high", "low", "close", "volume", "adjclose"];
const POLYGON_VALUES = ["o", "h", "l", "c", "v", "vw", "n"];
/** Numbers that say nothing of an instrument. */
const OF_THE_ANSWER = new Set(["maxAge", "priceHint", "dataId", "order"]);

/** Walks JSON and lets `visit` change every object in it. */
function eachObject(value: unknown, visit: (object: Row) => void): void {
  if (typeof value !== "object" || value === null) return;
  if (!Array.isArray(value)) visit(value as Row);
  for (const inner of Object.values(value)) eachObject(inner, visit);
}

function withoutLastBars(body: unknown, last: number): void {
  eachObject(body, (object) => {
    for (const name of YAHOO_COLUMNS) {
      const column = object[name];
      if (Array.isArray(column) && column.every((each) => typeof each === "number" || each === null)) {
        object[name] = column.map((each, at) => (at >= column.length - last ? null : each));
      }
    }
    if (!Array.isArray(object.results)) return;
    for (const row of object.results.slice(-last) as Row[]) {
      for (const name of POLYGON_VALUES) if (name in row) row[name] = null;
    }
  });
}

function withMarkedClose(body: unknown): void {
  eachObject(body, (object) => {
    if (Array.isArray(object.close)) object.close[object.close.length - 1] = MARK;
    const last = Array.isArray(object.results) ? (object.results.at(-1) as Row | undefined) : undefined;
    if (last !== undefined && "c" in last) last.c = MARK;
  });
}

/** The parts of an answer that is not of bars, by their names; what is newest is last. Null for an answer of bars. */
function partsOf(kind: RequestKind, body: unknown): readonly (readonly [name: string, part: Row])[] | null {
  const { quoteResponse, quoteSummary, timeseries, quotes, results } = body as Record<
    string,
    Row | undefined
  >;
  const listed = (rows: unknown, name: string) =>
    (Array.isArray(rows) ? (rows as Row[]) : []).map((row) => [String(row[name]), row] as const);
  if (kind === "quote") return listed(quoteResponse?.result, "symbol");
  if (kind === "search") return listed(quotes, "symbol");
  if (kind === "quote_summary") {
    const [modules] = (quoteSummary?.result ?? []) as Record<string, Row>[];
    return Object.entries(modules ?? {});
  }
  if (kind === "timeseries") {
    return ((timeseries?.result ?? []) as { meta: { type: string[] } }[]).flatMap((entry) => {
      const [type = ""] = entry.meta.type;
      const values = (entry as unknown as Record<string, Row | undefined>)[type];
      return values === undefined ? [] : [[type, values] as const];
    });
  }
  if (kind === "details") return results === undefined ? [] : [["results", results]];
  if (kind === "financials") return listed(results, "end_date").reverse();
  return kind.startsWith("fmp_") ? listed(body, "date").reverse() : null;
}

/** Puts a value in place of the last number below a part, or of all of a name or any. @returns whether there was one. */
function replace(
  part: unknown,
  value: unknown,
  which: { readonly field?: string; readonly all?: boolean },
): boolean {
  let isDone = false;
  eachObject(part, (object) => {
    for (const [name, each] of Object.entries(object)) {
      if (isDone && which.all !== true) return;
      if (OF_THE_ANSWER.has(name) || (which.field ?? name) !== name) continue;
      if (typeof each !== "number" && which.field === undefined) continue;
      object[name] = value;
      isDone = true;
    }
  });
  return isDone;
}

function withoutLastParts(kind: RequestKind, parts: readonly (readonly [string, Row])[], last: number): void {
  for (const [, part] of kind === "timeseries" ? parts : parts.slice(-last)) {
    // Where Yahoo has no value of a period, nothing stands in the value's place.
    if (Array.isArray(part)) part.fill(null, -last);
    else replace(part, null, { all: true });
  }
}

function withMalformed(parts: readonly (readonly [string, Row])[], fault: Fault): void {
  if (fault.kind !== "module_malformed") return;
  const { module, field, value = "Infinity" } = fault;
  for (const [name, part] of parts) {
    if ((module ?? name) !== name) continue;
    // Of a line the newest value is what is read again.
    const place = Array.isArray(part) ? part.at(-1) : part;
    if (replace(place, value, field === undefined ? {} : { field })) return;
  }
}

const SPOILING: readonly Fault["kind"][] = ["null_rows", "nan", "module_malformed"];

/** A provider's answer as a fault spoils its body; unchanged for faults of other kinds and for answers that are not JSON. */
export function spoiled(answer: Answer, fault: Fault, kind: RequestKind): Answer {
  if (fault.kind === "truncated_json") {
    return { ...answer, text: answer.text.slice(0, Math.floor(answer.text.length / 2)) };
  }
  if (!SPOILING.includes(fault.kind) || !answer.contentType.startsWith("application/json")) return answer;
  const body: unknown = JSON.parse(answer.text);
  const parts = partsOf(kind, body);
  if (fault.kind === "nan") {
    if (parts === null) withMarkedClose(body);
    else parts.findLast(([, part]) => replace(part, MARK, {}));
  }
  if (fault.kind === "null_rows") {
    if (parts === null) withoutLastBars(body, fault.last ?? 1);
    else withoutLastParts(kind, parts, fault.last ?? 1);
  }
  withMalformed(parts ?? [], fault);
  return { ...answer, text: JSON.stringify(body).replaceAll(`"${MARK}"`, "NaN") };
}
