import { type Frequency, STATEMENT_KINDS, type StatementKind } from "../../../db/schema/words.ts";
import { newYorkDayAt } from "../../../src/market/calendar/new-york.ts";
import { STATEMENT_LINES } from "../../../src/market/fundamentals/statement-line.ts";
import { lineColumns } from "../../../src/market/fundamentals/statement-rows.ts";
import { fromEpochDay, type IsoDate, toEpochDay } from "../../../src/platform/iso-date.ts";
import type { Companies } from "../../support/market/company.ts";
import type { LoggedRequest } from "../../support/market/provider-server.ts";
import type { DeskOfCompanies } from "./desk-of-companies.ts";

const DAY_SECONDS = 86_400;
/** Of several names of a line the made providers tell the first only. */
const LINES = new Map(
  STATEMENT_KINDS.flatMap((kind) =>
    Object.entries(STATEMENT_LINES[kind]).flatMap(([column, { yahoo }]) =>
      yahoo.slice(0, 1).map((name) => [name, { kind, column }] as const),
    ),
  ),
);

/** A period's statement as its time series have told it, from the first that did to the last. */
interface ToldStatement {
  readonly kind: StatementKind;
  readonly firstTold: IsoDate;
  readonly currency: string;
  readonly figures: Map<string, number>;
}

/** A figure that was told as another later. */
interface Replaced {
  readonly key: string;
  readonly on: IsoDate;
  readonly column: string;
  readonly old: number;
}

/**
 * What statements should be stored after the requests that providers have had: the truth as it was visible at each of them,
 * the newest word for every figure, and the older ones as revisions.
 */
export class ToldStatements {
  readonly #companies: Companies;
  readonly #told = new Map<string, ToldStatement>();
  readonly #replaced: Replaced[] = [];

  constructor(companies: Companies) {
    this.#companies = companies;
  }

  /** How many figures were told as others later. */
  get restated(): number {
    return this.#replaced.length;
  }

  /** The day on which a fiscal quarter was first told; null if it never was. */
  firstTold(symbol: string, periodEnd: IsoDate): IsoDate | null {
    return this.#told.get(keyOf(symbol, "income_statement", "quarterly", periodEnd))?.firstTold ?? null;
  }

  /** Notes what a night's requests of time series were answered. */
  note(requests: readonly LoggedRequest[]): void {
    for (const { symbol, url, at } of requests) {
      const on = fromEpochDay(newYorkDayAt(at));
      const asked = new Set((url.searchParams.get("type") ?? "").split(","));
      const bound = (name: string) => Number(url.searchParams.get(name));
      for (const period of this.#companies.periodsVisibleAt(symbol ?? "", at)) {
        const stamp = toEpochDay(period.end) * DAY_SECONDS;
        if (stamp < bound("period1") || stamp > bound("period2")) continue;
        for (const [name, { kind, column }] of LINES) {
          const raw = period.figures[kind][column];
          const isKept = period.frequency !== "trailing" || kind !== "balance_sheet";
          if (raw === undefined || !isKept || !asked.has(`${period.frequency}${name}`)) continue;
          const key = keyOf(symbol ?? "", kind, period.frequency, period.end);
          const told = this.#told.get(key) ?? {
            kind,
            firstTold: on,
            currency: period.currency,
            figures: new Map(),
          };
          const old = told.figures.get(column);
          if (old !== undefined && old !== raw) this.#replaced.push({ key, on, column, old });
          told.figures.set(column, raw);
          this.#told.set(key, told);
        }
      }
    }
  }

  /** Where what is stored differs from what was told: statements, figures, days on which they were first seen, revisions. */
  faults(desk: DeskOfCompanies): readonly string[] {
    const stored = new Map(STATEMENT_KINDS.flatMap((kind) => storedOf(desk, kind)));
    const lines = (key: string, told: ToldStatement) =>
      lineColumns(told.kind).map((column) => `${key} ${column} ${told.figures.get(column) ?? null}`);
    const wanted = [...this.#told].flatMap(([key, told]) => [
      `${key} first seen ${told.firstTold} ${told.currency}`,
      ...lines(key, told),
    ]);
    const revisions = this.#replaced.map(
      ({ key, on, column, old }) => `${key} ${column} was ${old} to ${on}`,
    );
    return [
      ...differences(wanted, [...stored.values()].flat()),
      ...differences(revisions, storedRevisions(desk)),
    ];
  }
}

const keyOf = (symbol: string, kind: StatementKind, frequency: Frequency, end: IsoDate): string =>
  `${symbol} ${kind} ${frequency} ${end}`;

type Stored = Readonly<Record<string, string | number | null>>;

function storedOf(desk: DeskOfCompanies, kind: StatementKind): (readonly [string, readonly string[]])[] {
  const columns = lineColumns(kind);
  const names = columns.map((column) => `t."${snake(column)}" AS "${column}"`).join(", ");
  const rows = desk.rows<Stored>(
    `SELECT s.symbol, frequency, period_end, first_seen_on, t.currency AS told_in, ${names} FROM ${kind} t JOIN symbol s ON s.id = symbol_id`,
  );
  return rows.map((row) => {
    const key = `${row.symbol} ${kind} ${row.frequency} ${row.period_end}`;
    const head = `${key} first seen ${row.first_seen_on} ${row.told_in}`;
    return [key, [head, ...columns.map((column) => `${key} ${column} ${row[column]}`)]] as const;
  });
}

function storedRevisions(desk: DeskOfCompanies): readonly string[] {
  const rows = desk.rows<Record<"key" | "replaced_on" | "old_figures", string>>(
    `SELECT s.symbol || ' ' || kind || ' ' || frequency || ' ' || period_end AS key, replaced_on, old_figures
     FROM statement_revision JOIN symbol s ON s.id = symbol_id`,
  );
  return rows.flatMap(({ key, replaced_on, old_figures }) =>
    Object.entries(JSON.parse(old_figures) as Record<string, number>).map(
      ([column, old]) => `${key} ${column} was ${old} to ${replaced_on}`,
    ),
  );
}

const snake = (column: string): string => column.replaceAll(/[A-Z]/g, (letter) => `_${letter.toLowerCase()}`);

/** What is in one list and not in the other, each said once. */
function differences(wanted: readonly string[], stored: readonly string[]): readonly string[] {
  const [are, shall] = [new Set(stored), new Set(wanted)];
  return [
    ...wanted.filter((each) => !are.has(each)).map((each) => `not stored: ${each}`),
    ...stored.filter((each) => !shall.has(each)).map((each) => `never told: ${each}`),
  ];
}
