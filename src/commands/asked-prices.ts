import type { AskedPrices } from "../batch/universe.ts";
import { calendarOf } from "../market/calendar/calendar.ts";
import { parseSymbol } from "../market/symbol.ts";
import { NightdeskError } from "../platform/errors.ts";
import { type IsoDate, isoDate } from "../platform/iso-date.ts";
import { type ProviderId, providerOf } from "../platform/settings.ts";

const BETWEEN = "..";

/** The sessions that `--dates` names: one, or the first and the last with two dots between. */
function datesOf(text: string): { readonly from: IsoDate; readonly to: IsoDate } {
  const [first = "", last = first, more] = text.split(BETWEEN);
  if (more !== undefined) {
    throw new NightdeskError(
      "usage",
      `--dates is "${text.slice(0, 60)}"; give a day, or two as 2026-05-01..2026-05-29.`,
    );
  }
  const [from, to] = [isoDate(first), isoDate(last)];
  if (from > to)
    throw new NightdeskError("bad_date", `The range runs from ${from} to ${to}, which is before it.`);
  return { from: calendarOf("XNYS").sessionOnOrBefore(from), to };
}

/**
 * What a command line asks for by name; null if it asks for nothing.
 * @throws NightdeskError `bad_symbol`, `bad_date`, `usage`.
 */
export function askedPrices(options: Readonly<Record<string, unknown>>): AskedPrices | null {
  const named = options.symbols as readonly string[] | undefined;
  const symbols = named === undefined ? null : [...new Set(named.map(parseSymbol))];
  const dates = typeof options.dates === "string" ? datesOf(options.dates) : null;
  if (symbols === null && dates === null) return null;
  return { symbols, from: dates?.from ?? null, to: dates?.to ?? null };
}

/**
 * The providers that `--provider` names; null if it names none.
 * @throws NightdeskError `usage`.
 */
export function askedProviders(options: Readonly<Record<string, unknown>>): readonly ProviderId[] | null {
  const names = options.provider as readonly string[] | undefined;
  if (names === undefined) return null;
  // One that is named twice, or by both of its names, is asked once.
  return [...new Set(names.map(providerNamed))];
}

function providerNamed(name: string): ProviderId {
  const id = providerOf(name);
  if (id !== null) return id;
  throw new NightdeskError(
    "usage",
    `There is no provider "${name.slice(0, 40)}"; there are yahoo, yahooquery, polygon, fmp, files.`,
  );
}
