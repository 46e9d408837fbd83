import type { Sqlite, Statement } from "../../../db/driver.ts";
import type { Basis, CalendarId } from "../../../db/schema/words.ts";
import { type EpochDay, fromEpochDay, type IsoDate, toEpochDay } from "../../platform/iso-date.ts";
import { type Bars, type DayAction, type PriceSeries, stepsOf } from "./price-series.ts";

/** A symbol that has bars. */
export interface BarOwner {
  readonly id: number;
  readonly basis: Basis;
  readonly calendar: CalendarId;
}

interface ActionRow {
  readonly exDate: IsoDate;
  readonly kind: "split" | "cash_dividend";
  readonly numerator: number | null;
  readonly denominator: number | null;
  readonly amount: number | null;
}

type BarRow = readonly [
  day: IsoDate,
  close: number,
  high: number | null,
  low: number | null,
  volume: number | null,
];

/** Reads series of bars with what adjusts them: whatever is not rejected adjusts returns. */
export class BarSource {
  readonly #bars: Statement;
  readonly #first: Statement;
  readonly #actions: Statement;

  constructor(db: Sqlite) {
    this.#bars = db
      .prepare(
        "SELECT session, close, high, low, volume FROM price_bar WHERE symbol_id = ? AND session BETWEEN ? AND ? ORDER BY session",
      )
      .raw();
    this.#first = db.prepare("SELECT min(session) FROM price_bar WHERE symbol_id = ?").pluck();
    this.#actions = db.prepare(
      `SELECT ex_date AS exDate, kind, numerator, denominator, amount FROM corporate_action
       WHERE symbol_id = ? AND ex_date BETWEEN ? AND ? AND status <> 'rejected' ORDER BY ex_date`,
    );
  }

  /** The bars from one day through another; null if the symbol has none at all. */
  read({ id, basis, calendar }: BarOwner, from: EpochDay, through: EpochDay): PriceSeries | null {
    const first = this.#first.get(id) as IsoDate | null;
    if (first === null) return null;
    const range = [fromEpochDay(from), fromEpochDay(through)] as const;
    const rows = this.#bars.all(id, ...range) as BarRow[];
    const bars = barsOf(rows);
    const actions = actionsOf(this.#actions.all(id, ...range) as ActionRow[]);
    return { basis, calendar, first: toEpochDay(first), ...bars, ...stepsOf(bars, actions, basis) };
  }
}

/** A loop over indices: taking rows apart as they come takes three times as long (measured). */
function barsOf(rows: readonly BarRow[]): Bars {
  const column = () => new Float64Array(rows.length);
  const days = new Int32Array(rows.length);
  const [closes, highs, lows, volumes] = [column(), column(), column(), column()];
  for (let at = 0; at < rows.length; at++) {
    const row = rows[at] as BarRow;
    days[at] = toEpochDay(row[0]);
    closes[at] = row[1];
    highs[at] = row[2] ?? Number.NaN;
    lows[at] = row[3] ?? Number.NaN;
    volumes[at] = row[4] ?? Number.NaN;
  }
  return { days, closes, highs, lows, volumes };
}

/** One a day: a dividend is per share held after that day's split. */
function actionsOf(rows: readonly ActionRow[]): readonly DayAction[] {
  const byDay = new Map<EpochDay, DayAction>();
  for (const { exDate, kind, numerator, denominator, amount } of rows) {
    const exDay = toEpochDay(exDate);
    const day = byDay.get(exDay) ?? { exDay, split: 1, dividend: 0 };
    const own =
      kind === "split" ? { split: (numerator ?? 1) / (denominator ?? 1) } : { dividend: amount ?? 0 };
    byDay.set(exDay, { ...day, ...own });
  }
  return [...byDay.values()];
}
