import { z } from "zod";
import { databasePath } from "../../db/open.ts";
import { symbolSearchDuty } from "../batch/symbol-search.ts";
import { LocalPool } from "../compute/local-pool.ts";
import { newYorkDayAt } from "../market/calendar/new-york.ts";
import { parseSearch } from "../market/metrics/search/parse.ts";
import { SEARCH_PERIODS } from "../market/metrics/search/period-source.ts";
import type { FoundSymbol } from "../market/metrics/search/search.ts";
import { NightdeskError } from "../platform/errors.ts";
import { fromEpochDay, isoDate } from "../platform/iso-date.ts";
import { answer, numberText, table } from "./answer.ts";
import { withReader } from "./desk.ts";
import { configOf, portsOf } from "./invocation.ts";
import type { Verb } from "./verb.ts";

const MOST_ROWS = 200;
const ROWS = 50;
const LONGEST_NAME = 32;
const PERCENT = 100;

const given = z.object({
  filter: z.array(z.string()).default([]),
  sort: z.string().optional(),
  q: z.string().optional(),
  period: z.enum(SEARCH_PERIODS).default("ttm"),
  date: z.string().transform(isoDate).optional(),
  limit: z.coerce.number().int().min(1).max(MOST_ROWS).default(ROWS),
});

/** `nightdesk symbols`: finds symbols by their metrics and profiles. */
export const symbols: Verb = async ({ invocation, options, workerEntry }) => {
  const ports = portsOf(configOf(invocation));
  const read = given.safeParse(options);
  if (!read.success) {
    const [fault] = read.error.issues;
    throw new NightdeskError("usage", `--${fault?.path.join(".")}: ${fault?.message}.`);
  }
  const { filter: filters, q: text, date, ...rest } = read.data;
  const today = fromEpochDay(newYorkDayAt(ports.business.now()));
  const question = parseSearch({ ...rest, text, filters, date: date ?? today });
  const path = await withReader(ports, async (_, file) => file);
  const pool = new LocalPool(workerEntry, 1, databasePath(path));
  try {
    const found = await pool.ask(symbolSearchDuty, question);
    const { items, total } = found;
    const head = ["symbol", "name", "sector", "close", "market cap", "", "P/E", "year to date", "as of"];
    const shown = total === items.length ? `${total} found` : `${items.length} of ${total} found`;
    const lines =
      items.length === 0 ? ["none found"] : [...table([head, ...items.map(rowOf)], [3, 4, 6, 7]), shown];
    await answer(ports.output, invocation.json, found, lines);
    return 0;
  } finally {
    await pool.close();
  }
};

function rowOf(item: FoundSymbol): string[] {
  const value = (column: string): number | null => {
    const figure = item[column];
    return figure === null || typeof figure !== "object" ? null : figure.value;
  };
  const number = (column: string) => {
    const known = value(column);
    return known === null ? "" : numberText(known);
  };
  const [cap, year] = [value("market_cap"), value("return_ytd")];
  return [
    item.symbol ?? "",
    (item.name ?? "").slice(0, LONGEST_NAME),
    item.sector ?? "",
    number("close"),
    cap === null ? "" : Math.round(cap).toLocaleString("en-US"),
    cap === null ? "" : (item.currency ?? ""),
    value("trailing_pe")?.toFixed(2) ?? "",
    year === null ? "" : `${(year * PERCENT).toFixed(2)} %`,
    item.metrics_date ?? "",
  ];
}
