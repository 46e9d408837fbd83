import { seedOf } from "./chance.ts";

/** A page of a reference endpoint. */
export interface PolygonPage<T> {
  readonly results: readonly T[];
  readonly status: "OK";
  readonly request_id: string;
  /** Absent on the last page. Absolute, on Polygon's own host, without the key. */
  readonly next_url?: string;
}

const HOST = "https://api.polygon.io";
const DEFAULT_LIMIT = 10;
const MAX_LIMIT = 1000;
const BOUNDS: Readonly<Record<string, (value: string, bound: string) => boolean>> = {
  "": (value, bound) => value === bound,
  ".gte": (value, bound) => value >= bound,
  ".gt": (value, bound) => value > bound,
  ".lte": (value, bound) => value <= bound,
  ".lt": (value, bound) => value < bound,
};

/** A request id as Polygon writes them; the same words have the same. */
export function requestId(words: string): string {
  return [1, 2, 3, 4].map((seed) => seedOf(seed, words).toString(16).padStart(8, "0")).join("");
}

/** A cursor carries the whole question, and how many results were told. */
function cursorOf(asked: URLSearchParams, told: number): string {
  const question = new URLSearchParams(asked);
  question.delete("cursor");
  question.delete("apiKey");
  question.set("told", String(told));
  return Buffer.from(question.toString()).toString("base64url");
}

/** What a query asks; a cursor stands for the whole question that it came from. */
export function questionOf(asked: URLSearchParams): URLSearchParams {
  const cursor = asked.get("cursor");
  return cursor === null ? asked : new URLSearchParams(Buffer.from(cursor, "base64url").toString());
}

/**
 * The page of all results that the query asks for: filters on `ticker` and the date field (exact, .gte, .gt, .lte, .lt),
 * `sort`, `order` (newest first unless said), `limit` (10 unless said, 1,000 at most), and `cursor` from a `next_url`.
 */
export function polygonPage<
  D extends string,
  T extends { readonly ticker: string } & Readonly<Record<D, string>>,
>(path: string, all: readonly T[], dateField: D, asked: URLSearchParams): PolygonPage<T> {
  const question = questionOf(asked);
  const fields = ["ticker", dateField] as const;
  const kept = all.filter((result) =>
    fields.every((field) =>
      Object.entries(BOUNDS).every(([ending, holds]) => {
        const bound = question.get(`${field}${ending}`);
        return bound === null || holds(result[field], bound);
      }),
    ),
  );
  const sort = fields.find((field) => field === question.get("sort")) ?? dateField;
  const direction = question.get("order") === "asc" ? 1 : -1;
  // Ties by the other field, so that pages never overlap.
  const keyOf = (result: T) => `${result[sort]} ${result.ticker} ${result[dateField]}`;
  const ordered = kept.sort((a, b) => (keyOf(a) < keyOf(b) ? -direction : direction));
  const limit = Math.min(Number(question.get("limit") ?? DEFAULT_LIMIT), MAX_LIMIT);
  const told = Number(question.get("told") ?? 0);
  const end = told + limit;
  return {
    results: ordered.slice(told, end),
    status: "OK",
    request_id: requestId(`${path} ${question}`),
    ...(end < ordered.length ? { next_url: `${HOST}${path}?cursor=${cursorOf(question, end)}` } : {}),
  };
}
