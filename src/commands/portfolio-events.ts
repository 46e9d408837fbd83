import type { Sqlite } from "../../db/driver.ts";
import { calendarOf } from "../market/calendar/calendar.ts";
import type { IsoDate } from "../platform/iso-date.ts";
import type { Ports } from "../platform/ports.ts";
import { readBookInputs } from "../portfolio/book-source.ts";
import { derivedEvents } from "../portfolio/derived-events.ts";
import { type RecordedEvent, readEventHistory } from "../portfolio/event-history.ts";
import type { Portfolio } from "../portfolio/portfolio.ts";
import { money } from "../portfolio/report/figure.ts";
import { answer, numberText, table } from "./answer.ts";
import { withReader } from "./desk.ts";
import { configOf, portsOf } from "./invocation.ts";
import { requirePortfolio, text } from "./portfolio-call.ts";
import { requirePosition } from "./portfolio-position.ts";
import type { Verb } from "./verb.ts";

/** Events that are shown unless all are asked for. */
const NEWEST = 50;
const MOST = 1_000_000_000;

/** Something that follows from what was recorded, and from prices and corporate actions. */
interface Derived {
  readonly position_id: string;
  readonly symbol: string;
  readonly kind: string;
  readonly date: IsoDate;
  readonly ratio: string | null;
  /** In the portfolio's currency. */
  readonly cash: number | null;
}

function derivedOf(db: Sqlite, portfolio: Portfolio, { business, config }: Ports): readonly Derived[] {
  const through = calendarOf("XNYS").lastCompletedSession(business.now());
  if (through < portfolio.inception) return [];
  const all = derivedEvents(readBookInputs(db, portfolio, through, config.risk_free_rate));
  return all
    .map(({ lotId, cash, ...event }) => ({
      ...event,
      position_id: lotId,
      cash: cash === null ? null : money(cash),
    }))
    .sort((a, b) => (a.date > b.date ? -1 : Number(a.date < b.date)));
}

const shown = (value: number | null) => (value === null ? "" : numberText(value));

function remarkOf({ reverses, reversed_by: by, reason }: RecordedEvent): string {
  const notes = [
    reverses === null ? null : `reverses ${reverses}`,
    by === null ? null : `reversed by ${by}`,
    reason,
  ];
  return notes.filter((each) => each !== null).join("; ");
}

/** One table of both, newest day first; of a day, what was recorded comes first. */
function linesOf(
  events: readonly RecordedEvent[],
  derived: readonly Derived[],
  numbers: ReadonlyMap<string, number>,
): string[] {
  const noOf = (id: string | null) => shown(id === null ? null : (numbers.get(id) ?? null));
  const rows = [
    ...events.map((each) => ({
      date: each.date,
      cells: [
        each.date,
        each.time ?? "",
        each.reverses === null ? each.kind : `reversal of ${each.kind}`,
        noOf(each.position_id),
        each.symbol ?? "",
        each.quantity === null || each.quantity === 0 ? (each.ratio ?? "") : numberText(each.quantity),
        shown(each.price ?? each.amount),
        each.fees === null || each.fees === 0 ? "" : numberText(each.fees),
        each.currency ?? "",
        `${each.source}, ${each.actor}`,
        each.id,
        remarkOf(each),
      ],
    })),
    ...derived.map(({ date, kind, position_id: id, symbol, ratio, cash }) => ({
      date,
      cells: [date, "", kind, noOf(id), symbol, ratio ?? "", shown(cash), "", "", "derived", "", ""],
    })),
  ].sort((a, b) => (a.date > b.date ? -1 : Number(a.date < b.date)));
  const head = ["date", "time", "kind", "no", "symbol", "quantity", "price", "fees", "in", "from", "id", ""];
  return rows.length === 0 ? ["no events"] : table([head, ...rows.map(({ cells }) => cells)], [3, 5, 6, 7]);
}

/** `nightdesk portfolio events`: what was recorded, by whom, what was reversed, and what follows from it. */
export const portfolioEvents: Verb = async ({ invocation, args, options }) => {
  const ports = portsOf(configOf(invocation));
  await withReader(ports, async (db) => {
    const portfolio = requirePortfolio(db, args[0] ?? "");
    const position = text(options.position);
    const lot = position === null ? null : requirePosition(db, portfolio, position);
    const limit = options.all === true ? MOST : NEWEST;
    const { total, events } = readEventHistory(db, {
      portfolioId: portfolio.id,
      lotId: lot?.id ?? null,
      limit,
      offset: 0,
    });
    const own = derivedOf(db, portfolio, ports).filter(
      (each) => lot === null || each.position_id === lot.publicId,
    );
    const derived = own.slice(0, limit);
    const rows = db.prepare("SELECT public_id, lot_no FROM lot WHERE portfolio_id = ?").raw();
    const numbers = new Map(rows.all(portfolio.id) as [string, number][]);
    const isCut = events.length < total || derived.length < own.length;
    const named = { id: portfolio.publicId, name: portfolio.name, currency: portfolio.currency };
    await answer(
      ports.output,
      invocation.json,
      { portfolio: named, total, events, derived_total: own.length, derived },
      [
        ...linesOf(events, derived, numbers),
        ...(isCut
          ? [
              `the newest ${events.length} of ${total} recorded and ${derived.length} of ${own.length} derived; --all shows all`,
            ]
          : []),
      ],
    );
  });
  return 0;
};
