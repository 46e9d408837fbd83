import { CollectStatements } from "../../../db/bulk/collect.ts";
import { PriceStatements } from "../../../db/bulk/prices.ts";
import type { Sqlite } from "../../../db/driver.ts";
import type {
  ActionStatus,
  Basis,
  NetworkProvider,
  QuarantineReason,
  QuarantineStatus,
} from "../../../db/schema/words.ts";
import type { Writer } from "../../../db/writer.ts";
import { NightdeskError } from "../../platform/errors.ts";
import type { IsoDate } from "../../platform/iso-date.ts";
import { ChangeMarks } from "../prices/change-marks.ts";
import type { SymbolName } from "../symbol.ts";

/** What an operator may say of a bar in quarantine. */
export const QUARANTINE_DECISIONS = ["accept", "reject"] as const;
export type QuarantineDecision = (typeof QUARANTINE_DECISIONS)[number];

/** What an operator may say of a corporate action, and what it then counts for. */
export const ACTION_DECISIONS = {
  confirm: "confirmed",
  split: "confirmed",
  stock_dividend: "stock_dividend",
  spin_off: "spin_off",
  reject: "rejected",
} as const satisfies Readonly<Record<string, ActionStatus>>;
export type ActionDecision = keyof typeof ACTION_DECISIONS;

/** Decisions that make sense of a dividend; the others are about shares. */
const OF_DIVIDENDS: readonly ActionDecision[] = ["confirm", "reject"];

/** Which corporate action is decided on. */
export interface ActionKey {
  readonly symbol: SymbolName;
  readonly exDate: IsoDate;
  readonly kind: "split" | "cash_dividend";
}

interface QuarantinedRow {
  readonly symbolId: number;
  readonly symbol: SymbolName;
  readonly basis: Basis | null;
  readonly session: IsoDate;
  readonly provider: NetworkProvider;
  readonly close: number | null;
  readonly open: number | null;
  readonly high: number | null;
  readonly low: number | null;
  readonly volume: number | null;
  readonly status: QuarantineStatus;
  readonly reason: QuarantineReason;
}

function note(db: Sqlite, at: string, message: string): void {
  db.prepare(
    "INSERT INTO activity_log (run_id, at, level, phase, message) VALUES (NULL, ?, 'info', NULL, ?)",
  ).run(at, message);
}

function quarantined(db: Sqlite, id: number): QuarantinedRow {
  const row = db
    .prepare(
      `SELECT q.symbol_id AS symbolId, s.symbol, s.basis, q.session, q.provider, q.close, q.open, q.high, q.low, q.volume, q.status, q.reason
       FROM price_quarantine q JOIN symbol s ON s.id = q.symbol_id WHERE q.id = ?`,
    )
    .get(id) as QuarantinedRow | undefined;
  if (row !== undefined) return row;
  throw new NightdeskError("not_found", `There is no bar ${id} in quarantine.`);
}

/**
 * Accepts a bar in quarantine, which is stored then and makes stale what rests on it, or rejects it for good.
 * @param at The instant, as instants are written down.
 * @returns what was done, as a sentence.
 * @throws NightdeskError `not_found`, and `conflict` if the bar has no price or its session has a good one already.
 */
export async function decideQuarantine(
  writer: Writer,
  id: number,
  decision: QuarantineDecision,
  at: string,
): Promise<string> {
  const { db } = writer;
  return writer.transact("decide quarantine", () => {
    const row = quarantined(db, id);
    const { symbol, session, close, provider } = row;
    if (row.status !== "open") {
      throw new NightdeskError(
        "conflict",
        `The bar ${id} (${symbol} of ${session}) is ${row.status} already.`,
      );
    }
    if (decision === "accept") accept(db, row);
    const status = decision === "accept" ? "accepted" : "rejected";
    db.prepare("UPDATE price_quarantine SET status = ?, decided_at = ? WHERE id = ?").run(status, at, id);
    if (decision === "accept") new CollectStatements(db).supersede(row.symbolId, session, at, null);
    settle(db, row.symbolId);
    const message = `${symbol} of ${session}: the close ${close ?? "that is none"} of ${provider} was ${status} by an operator`;
    note(db, at, message);
    return message;
  });
}

/** With its last bar decided nothing waits for an operator any more, and what else is missing may be asked for at once. */
function settle(db: Sqlite, symbolId: number): void {
  db.prepare(
    `UPDATE collect_state SET missing = NULL, detail = NULL, next_try_at = NULL WHERE symbol_id = ? AND missing = 'quarantined'
       AND NOT EXISTS (SELECT 1 FROM price_quarantine q WHERE q.symbol_id = collect_state.symbol_id AND q.status = 'open')`,
  ).run(symbolId);
}

function accept(db: Sqlite, row: QuarantinedRow): void {
  const { symbolId, symbol, session, close, open, provider, volume } = row;
  const { high, low } = row;
  if (close === null || !(close > 0)) {
    throw new NightdeskError(
      "conflict",
      `The bar of ${symbol} of ${session} has no price that could be accepted.`,
    );
  }
  if (row.reason === "not_a_session" || row.reason === "future") {
    throw new NightdeskError(
      "conflict",
      `The bar of ${symbol} of ${session} is of no session that was over; it can only be rejected.`,
    );
  }
  const isStored = db
    .prepare("SELECT 1 FROM price_bar WHERE symbol_id = ? AND session = ?")
    .get(symbolId, session);
  if (isStored !== undefined || (row.basis !== null && row.basis !== "as_traded")) {
    throw new NightdeskError(
      "conflict",
      `${symbol} has a close of ${session} already, or is on another basis.`,
    );
  }
  const positive = (price: number | null) => (price !== null && price > 0 ? price : null);
  const isBackwards = high !== null && low !== null && high < low;
  const bar = {
    session,
    close,
    open: positive(open),
    high: isBackwards ? null : positive(high),
    low: isBackwards ? null : positive(low),
    volume,
  };
  db.prepare("UPDATE symbol SET basis = 'as_traded' WHERE id = ? AND basis IS NULL").run(symbolId);
  new PriceStatements(db).insertBars(symbolId, { source: provider, importId: null }, [
    [session, bar.close, bar.open, bar.high, bar.low, bar.volume],
  ]);
  const actions = { put: [], removed: [] };
  new ChangeMarks(db).mark(symbolId, { inserts: [bar], corrections: [], fills: [], isWhole: false, actions });
}

/**
 * Decides what a corporate action counts for; what rests on it becomes stale. No provider changes it afterwards.
 * @returns what was done, as a sentence.
 * @throws NightdeskError `not_found` without such an action, `conflict` if the decision makes no sense of its kind.
 */
export async function decideAction(
  writer: Writer,
  { symbol, exDate, kind }: ActionKey,
  decision: ActionDecision,
  at: string,
): Promise<string> {
  const { db } = writer;
  if (kind === "cash_dividend" && !OF_DIVIDENDS.includes(decision)) {
    throw new NightdeskError(
      "conflict",
      `A cash dividend can be confirmed or rejected; it is no ${decision}.`,
    );
  }
  return writer.transact("decide action", () => {
    const find = db.prepare(
      `SELECT symbol_id FROM corporate_action a JOIN symbol s ON s.id = a.symbol_id
       WHERE s.symbol = ? AND ex_date = ? AND kind = ?`,
    );
    const symbolId = find.pluck().get(symbol, exDate, kind) as number | undefined;
    if (symbolId === undefined)
      throw new NightdeskError("not_found", `${symbol} has no ${kind} going ex on ${exDate}.`);
    const status = ACTION_DECISIONS[decision];
    db.prepare(
      "UPDATE corporate_action SET status = ?, decided_at = ? WHERE symbol_id = ? AND ex_date = ? AND kind = ?",
    ).run(status, at, symbolId, exDate, kind);
    const actions = { put: [{ terms: { kind, exDate } }], removed: [] };
    new ChangeMarks(db).mark(symbolId, { inserts: [], corrections: [], fills: [], isWhole: false, actions });
    const message = `${symbol}: the ${kind} of ${exDate} counts as ${status} by an operator's word`;
    note(db, at, message);
    return message;
  });
}
