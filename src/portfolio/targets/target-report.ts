import type { Sqlite } from "../../../db/driver.ts";
import { splitWords } from "../../../db/words.ts";
import { NightdeskError } from "../../platform/errors.ts";
import type { IsoDate } from "../../platform/iso-date.ts";
import { newestSession, OPEN_POSITIONS } from "../open-positions.ts";
import type { Portfolio } from "../portfolio.ts";
import { money } from "../report/figure.ts";
import { type OpenPosition, type RollUp, rollUp, rollUpAll } from "./roll-up.ts";
import type { Target, TargetKey } from "./target.ts";
import { TargetSplits } from "./target-splits.ts";
import { readTargets } from "./target-store.ts";

/** Target prices with what they come to now. Returns are fractions (0.25 is 25 %), values in the portfolio's currency. */
export interface TargetView {
  readonly id: string;
  readonly symbol: string;
  readonly position_type: string;
  /** Prices of the instrument itself in its own currency; of an option, of the contract. */
  readonly target_eoy: number | null;
  readonly target_next_year: number | null;
  readonly downside: number | null;
  readonly note: string | null;
  /** Over the open positions of the symbol and type; null where there is none. */
  readonly quantity: number | null;
  readonly current_price: number | null;
  readonly price_date: string | null;
  /** What a unit of the instrument's currency is; null in the portfolio's own. */
  readonly fx_rate: number | null;
  readonly expected_return_eoy: number | null;
  readonly expected_return_next_year: number | null;
  readonly downside_return: number | null;
  readonly target_upside_eoy_value: number | null;
  readonly target_upside_next_year_value: number | null;
  readonly target_downside_value: number | null;
  /** Why figures of prices that are given are null. */
  readonly reason: string | null;
  readonly position_count: number;
  readonly flags: readonly string[];
  /** When its prices were last told. */
  readonly updated_at: string;
}

/** A portfolio's targets together, as of its newest snapshot. Returns are fractions of its equity, not percents. */
export interface TargetSummary {
  /** The snapshot's session; null without one. */
  readonly date: string | null;
  readonly equity: number | null;
  readonly target_price_return_eoy: number | null;
  readonly target_price_return_next_year: number | null;
  readonly target_price_downside_return: number | null;
  readonly target_price_upside_eoy_dollars: number | null;
  readonly target_price_upside_next_year_dollars: number | null;
  readonly target_price_downside_dollars: number | null;
  /** Why a return or a sum is null. */
  readonly reason: string | null;
  /** Open positions with a target over all open positions, a fraction; null where nothing is open. */
  readonly target_price_coverage: number | null;
  readonly target_price_positions_count: number;
  readonly target_price_total_positions: number;
  readonly target_price_last_updated: string | null;
  readonly target_count: number;
  /** Targets that are in no sum, and why. */
  readonly left_out: readonly {
    readonly symbol: string;
    readonly position_type: string;
    readonly reason: string;
  }[];
}

interface PositionRow extends Omit<OpenPosition, "flags"> {
  readonly flags: string;
}

const POSITIONS = `SELECT symbol, type, multiplier, quantity, price, price_date AS priceDate, fx_rate AS rate, unvalued, flags
  FROM (${OPEN_POSITIONS}) ORDER BY lot_no`;
const keyOf = ({ symbol, type }: TargetKey) => `${type} ${symbol}`;
const amount = (value: number | null) => (value === null ? null : money(value));

/** A portfolio's targets as they stand against its newest snapshot: joined when they are asked for, and stored nowhere. */
export class TargetReport {
  /** Of the newest snapshot; null without one. */
  readonly session: IsoDate | null;
  readonly #name: string;
  readonly #equity: number | null;
  readonly #open: readonly OpenPosition[];
  readonly #targets: readonly (readonly [Target, RollUp])[];

  constructor(db: Sqlite, { id, name }: Portfolio) {
    this.#name = name;
    const targets = readTargets(db, id);
    this.session = newestSession(db, id);
    const equity = db.prepare("SELECT equity FROM snapshot WHERE portfolio_id = ? AND session = ?").pluck();
    this.#equity = this.session === null ? null : (equity.get(id, this.session) as number);
    const rows = db.prepare(POSITIONS).all({ portfolioId: id }) as PositionRow[];
    this.#open = rows.map((row) => ({ ...row, flags: splitWords(row.flags) }));
    const held = Map.groupBy(this.#open, keyOf);
    const splits = new TargetSplits(db, id, targets);
    this.#targets = targets.map((target) => [
      target,
      this.#rolledUp(target, held.get(keyOf(target)) ?? [], splits),
    ]);
  }

  #rolledUp(target: Target, held: readonly OpenPosition[], splits: TargetSplits): RollUp {
    const priced = held
      .flatMap(({ priceDate }) => priceDate ?? [])
      .sort()
      .at(-1);
    const isOld = priced !== undefined && splits.liesBefore(target, priced);
    const rolled = rollUp(target, held, isOld ? "split_since" : null);
    return this.session === null ? { ...rolled, reason: "no_snapshot" } : rolled;
  }

  /** By symbol and type. */
  get targets(): readonly TargetView[] {
    return this.#targets.map(([target, rolled]) => viewOf(target, rolled));
  }

  /**
   * One of them.
   * @throws NightdeskError `not_found`, also of one that another portfolio has.
   */
  target(publicId: string): TargetView {
    const found = this.targets.find(({ id }) => id === publicId);
    if (found !== undefined) return found;
    throw new NightdeskError("not_found", `${this.#name} has no target price "${publicId.slice(0, 80)}".`);
  }

  /** The one of a symbol and type, which is there. */
  targetOf({ symbol, type }: TargetKey): TargetView {
    return this.targets.find((each) => each.symbol === symbol && each.position_type === type) as TargetView;
  }

  get summary(): TargetSummary {
    const rolled = this.#targets.map(([, each]) => each);
    const { gains, returns, reason } = rollUpAll(rolled, this.#equity);
    const covered = rolled.reduce((sum, { positions }) => sum + positions, 0);
    const told = this.#targets.map(([{ updatedAt }]) => updatedAt).sort();
    const total = this.#open.length;
    return {
      date: this.session,
      equity: amount(this.#equity),
      target_price_return_eoy: returns.endOfYear,
      target_price_return_next_year: returns.nextYear,
      target_price_downside_return: returns.downside,
      target_price_upside_eoy_dollars: amount(gains.endOfYear),
      target_price_upside_next_year_dollars: amount(gains.nextYear),
      target_price_downside_dollars: amount(gains.downside),
      reason,
      target_price_coverage: total === 0 ? null : covered / total,
      target_price_positions_count: covered,
      target_price_total_positions: total,
      target_price_last_updated: told.at(-1) ?? null,
      target_count: rolled.length,
      left_out: this.#targets.flatMap(([{ symbol, type }, { gains: own, reason: why }]) =>
        why === null || Object.values(own).some((gain) => gain !== null)
          ? []
          : [{ symbol, position_type: type, reason: why }],
      ),
    };
  }
}

function viewOf(target: Target, { returns, gains, ...rolled }: RollUp): TargetView {
  return {
    id: target.publicId,
    symbol: target.symbol,
    position_type: target.type,
    target_eoy: target.endOfYear,
    target_next_year: target.nextYear,
    downside: target.downside,
    note: target.note,
    quantity: rolled.quantity,
    current_price: rolled.price,
    price_date: rolled.priceDate,
    fx_rate: rolled.rate,
    expected_return_eoy: returns.endOfYear,
    expected_return_next_year: returns.nextYear,
    downside_return: returns.downside,
    target_upside_eoy_value: amount(gains.endOfYear),
    target_upside_next_year_value: amount(gains.nextYear),
    target_downside_value: amount(gains.downside),
    reason: rolled.reason,
    position_count: rolled.positions,
    flags: rolled.flags,
    updated_at: target.updatedAt,
  };
}
