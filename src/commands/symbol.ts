import { databasePath } from "../../db/open.ts";
import type { Writer } from "../../db/writer.ts";
import { type SymbolView, symbolViewDuty } from "../batch/symbol-view.ts";
import { LocalPool } from "../compute/local-pool.ts";
import { calendarOf } from "../market/calendar/calendar.ts";
import { newYorkDayAt } from "../market/calendar/new-york.ts";
import { enterSymbol, setPinned, setWatched } from "../market/collect/watch-list.ts";
import { isCurrency } from "../market/exchange-rate.ts";
import { parseSymbol, type SymbolName } from "../market/symbol.ts";
import { storeCurrency } from "../market/symbol-currency.ts";
import { formatInstant } from "../platform/clock.ts";
import { NightdeskError } from "../platform/errors.ts";
import { fromEpochDay, type IsoDate, isoDate } from "../platform/iso-date.ts";
import { LONGEST_TAG_NAME } from "../portfolio/tags/sector.ts";
import { storeSector } from "../portfolio/tags/sector-source.ts";
import { answer, table } from "./answer.ts";
import { withReader, withSmallWriter } from "./desk.ts";
import { fundamentalLines } from "./fundamental-lines.ts";
import { configOf, portsOf } from "./invocation.ts";
import type { Verb } from "./verb.ts";

/** Control characters: a text in SQLite ends at the first of them. */
const CONTROL = /\p{Cc}/u;
/** Bars that are shown: the last ones. */
const SHOWN = 5;
/** Fiscal periods of each frequency that are shown. */
const PERIODS = 4;

/** `nightdesk symbol`: what is stored of a symbol, from where, how fresh, and why not fresher; or what is wanted of it. */
export const symbol: Verb = async ({ invocation, args, options, workerEntry }) => {
  const ports = portsOf(configOf(invocation));
  const name = parseSymbol(args[0] ?? "");
  const xnys = calendarOf("XNYS");
  const now = ports.business.now();
  const session = xnys.lastCompletedSession(now);
  const today = fromEpochDay(newYorkDayAt(now));
  const wishes = wishesOf(options, session, today);
  if (wishes.length > 0) {
    const at = formatInstant(ports.technical.now());
    await withSmallWriter(ports, "symbol", async (writer) => {
      for (const wish of wishes) await wish(writer, name, at);
    });
  }
  const from = xnys.sessionAt(Math.max(0, xnys.ordinalOf(session) - SHOWN + 1));
  const path = await withReader(ports, async (_, file) => file);
  const pool = new LocalPool(workerEntry, 1, databasePath(path));
  try {
    const view = await pool.ask(symbolViewDuty, {
      symbol: name,
      session,
      today,
      from,
      to: null,
      limit: SHOWN * 2,
      periods: PERIODS,
    });
    if (view === null) {
      throw new NightdeskError(
        "not_found",
        `Nothing is stored of ${name}; hold it, or watch it with "nightdesk symbol ${name} --watch", and collect.`,
      );
    }
    await answer(ports.output, invocation.json, view, linesOf(view, session));
    return 0;
  } finally {
    await pool.close();
  }
};

type Wish = (writer: Writer, name: SymbolName, at: string) => Promise<void>;

/** What is wanted of a symbol: everything is looked at before anything is stored. */
function wishesOf(
  { watch, pin, sector, asOf, currency }: Readonly<Record<string, unknown>>,
  session: IsoDate,
  today: IsoDate,
): readonly Wish[] {
  const wishes: Wish[] = [];
  if (typeof watch === "boolean") wishes.push((writer, name, at) => setWatched(writer, name, watch, at));
  if (typeof pin === "boolean") wishes.push((writer, name) => setPinned(writer, name, pin));
  if (typeof sector === "string") {
    const told = {
      sector: sectorOf(sector),
      asOf: asOf === undefined ? session : dayOf(String(asOf), today),
    };
    wishes.push((writer, symbol) =>
      writer.transact("sector", () => {
        enterSymbol(writer.db, symbol);
        storeSector(writer.db, { symbol, ...told, source: "command" });
      }),
    );
  } else if (asOf !== undefined) {
    throw new NightdeskError("usage", "--as-of says since when a sector holds; give --sector with it.");
  }
  if (typeof currency === "string") {
    if (!isCurrency(currency)) {
      const shown = currency.slice(0, 40);
      throw new NightdeskError("usage", `"${shown}" is not a currency such as EUR, or GBp for pence.`);
    }
    wishes.push((writer, name) =>
      writer.transact("currency", () => storeCurrency(writer.db, name, currency)),
    );
  }
  return wishes;
}

function sectorOf(text: string): string {
  const sector = text.trim();
  if (sector !== "" && sector.length <= LONGEST_TAG_NAME && !CONTROL.test(sector)) return sector;
  throw new NightdeskError(
    "usage",
    `A sector is a name of 1 to ${LONGEST_TAG_NAME} characters, such as "Real Estate".`,
  );
}

function dayOf(text: string, today: IsoDate): IsoDate {
  const day = isoDate(text);
  if (day <= today) return day;
  throw new NightdeskError("bad_date", `The day ${day} is yet to come; today is ${today}.`);
}

function whyNot({ missing, detail, next_try_at: next, pinned, status, reasons }: SymbolView): string[] {
  if (pinned) return ["its prices come from files only (pinned)"];
  if (reasons.length === 0)
    return ['nobody asks for its prices: it is neither held nor watched ("--watch" does)'];
  const inactive =
    status === "inactive" ? ["inactive: providers have known none of that name for nights"] : [];
  if (missing === null) return inactive;
  const until = next === null ? "" : `; not looked for before ${next}`;
  return [...inactive, `missing: ${missing}${detail === null ? "" : ` (${detail})`}${until}`];
}

function linesOf(view: SymbolView, session: string): string[] {
  const {
    symbol: name,
    basis,
    calendar,
    currency,
    sector,
    type,
    first_session: first,
    newest_session: newest,
  } = view;
  const age = view.sessions_behind;
  const sources = Object.entries(view.sources).map(
    ([source, count]) => `${count.toLocaleString("en-US")} from ${source}`,
  );
  return [
    `${name}: ${[type, currency, calendar, basis].filter((each) => each !== null).join(", ")}`,
    view.sessions === 0
      ? "no bar is stored"
      : `${view.sessions.toLocaleString("en-US")} bars from ${first} to ${newest} (${sources.join(", ")})`,
    ...(sector === null ? [] : [`sector: ${sector}, as of ${view.sector_as_of}`]),
    ...fundamentalLines(view),
    ...(age === null || age === 0 ? [] : [`${age} sessions behind ${session}`]),
    ...(view.reasons.length === 0 ? [] : [`wanted: ${view.reasons.join(", ")}`]),
    ...whyNot(view),
    ...table(
      view.providers.map(({ provider, outcome, detail, asked_at: at }) => [
        `  ${provider}`,
        outcome,
        at,
        detail ?? "",
      ]),
    ),
    ...view.quarantine
      .filter(({ status }) => status === "open")
      .map(
        ({ id, session: day, provider, close, reason, detail }) =>
          `  in quarantine (${id}): ${day} ${provider} ${close ?? ""} ${reason}: ${detail}`,
      ),
    ...view.actions
      .slice(0, SHOWN)
      .map(
        (each) =>
          `  ${each.ex_date} ${each.kind} ${each.amount ?? `${each.numerator}:${each.denominator}`} ${each.status} (${each.source})`,
      ),
    ...table(
      view.bars.map(({ session: day, close, source }) => [`  ${day}`, String(close), source]),
      [1],
    ),
  ];
}
