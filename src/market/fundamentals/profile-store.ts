import { ReferenceChangeStatements } from "../../../db/bulk/reference-changes.ts";
import type { Sqlite, Statement } from "../../../db/driver.ts";
import type { NetworkProvider } from "../../../db/schema/words.ts";
import { enterSymbol } from "../collect/watch-list.ts";
import type { GroupOutcome } from "../providers/fundamentals-provider.ts";
import type { SymbolName } from "../symbol.ts";
import { believable } from "./believable.ts";
import { EarningsRows } from "./earnings-rows.ts";
import { EstimateRows } from "./estimate-rows.ts";
import type { GroupValues, Identity, ProfileGroup } from "./field-group.ts";
import { type GroupRun, GroupStates, type Untold } from "./group-state.ts";
import { type GroupTables, groupTables } from "./group-tables.ts";
import type { GroupRow, Telling } from "./told-rows.ts";
import { WeightRows } from "./weight-rows.ts";

/** An outcome that holds values. */
type Told<G extends ProfileGroup> = Extract<GroupOutcome<G>, { readonly kind: "told" }>;

/** Characters of a currency that is told. */
const SHOWN = 10;
/** Groups on which metrics rest. */
const MEASURED: ReadonlySet<ProfileGroup> = new Set<ProfileGroup>(["valuation"]);

/** The profiles of symbols as collecting writes them. All writes belong inside the caller's transaction. */
export class ProfileStore {
  readonly #db: Sqlite;
  readonly #states: GroupStates;
  readonly #tables: GroupTables;
  readonly #estimates: EstimateRows;
  readonly #earnings: EarningsRows;
  readonly #weights: WeightRows;
  readonly #marks: ReferenceChangeStatements;
  readonly #find: Statement;
  readonly #setType: Statement;
  readonly #currency: Statement;

  constructor(db: Sqlite) {
    this.#db = db;
    this.#states = new GroupStates(db);
    this.#tables = groupTables(db);
    this.#estimates = new EstimateRows(db);
    this.#earnings = new EarningsRows(db);
    this.#weights = new WeightRows(db);
    this.#marks = new ReferenceChangeStatements(db);
    this.#find = db.prepare("SELECT id FROM symbol WHERE symbol = ?").pluck();
    this.#currency = db.prepare("SELECT currency FROM symbol WHERE symbol = ?").pluck();
    this.#setType = db.prepare("UPDATE symbol SET type = ? WHERE id = ? AND type IS NULL");
  }

  /** The id of a symbol; one that is not stored yet is entered, without a bar. */
  idOf(symbol: SymbolName): number {
    const id = this.#find.get(symbol) as number | undefined;
    if (id !== undefined) return id;
    enterSymbol(this.#db, symbol);
    return this.#find.get(symbol) as number;
  }

  /** Stores how a group fared with a provider: what it told, that it has none, or that it could not be asked. */
  store<G extends ProfileGroup>(
    symbol: SymbolName,
    provider: NetworkProvider,
    group: G,
    outcome: GroupOutcome<G>,
    run: GroupRun,
  ): void {
    const symbolId = this.idOf(symbol);
    if (outcome.kind === "told") {
      this.alongside(symbol, provider, group, outcome);
      this.#states.answered(symbolId, group, provider, null, run);
    } else if (outcome.kind === "no_data" || outcome.kind === "not_found") {
      const said = { reason: outcome.kind, detail: outcome.detail };
      this.#states.answered(symbolId, group, provider, said, run);
    } else this.#states.failed(symbolId, group, outcome, run);
  }

  /** What is taken of an answer: a quote in another currency than the symbol's prices is another instrument's. */
  accepted<G extends ProfileGroup>(symbol: SymbolName, outcome: GroupOutcome<G>): GroupOutcome<G> {
    const values: object = outcome.kind === "told" ? outcome.values : {};
    if (!("price" in values && "currency" in values && typeof values.currency === "string")) return outcome;
    const known = this.#currency.get(symbol) as string | null | undefined;
    if (known == null || values.currency === known) return outcome;
    const detail = `the quote is in ${values.currency.slice(0, SHOWN)}, and the prices are in ${known}`;
    return { kind: "malformed", detail };
  }

  /** Notes that there is nobody to be asked for a group tonight. */
  unanswerable(symbol: SymbolName, group: ProfileGroup, run: GroupRun): void {
    const said = { reason: "no_provider", detail: "no provider that is asked has it" };
    this.#states.answered(this.idOf(symbol), group, null, said, run);
  }

  /** Notes that nobody has anything of a group that was told before: it stands, and is looked for again. */
  vanished(symbol: SymbolName, group: ProfileGroup, { kind, detail }: Untold, run: GroupRun): void {
    this.#states.failed(this.idOf(symbol), group, { kind, detail }, run);
  }

  /** Stores what came along with something else: it is told, but was not searched for. */
  alongside<G extends ProfileGroup>(
    symbol: SymbolName,
    provider: NetworkProvider,
    group: G,
    { asOf, values }: Told<G>,
  ): void {
    const symbolId = this.idOf(symbol);
    const isNew = this.#put(symbolId, group, { asOf, source: provider }, values);
    if (isNew && MEASURED.has(group)) this.#marks.add(symbolId, asOf);
  }

  #put<G extends ProfileGroup>(
    symbolId: number,
    group: G,
    telling: Telling,
    values: Told<G>["values"],
  ): boolean {
    switch (group) {
      case "estimates":
        return this.#estimates.put(symbolId, telling, (values as GroupValues["estimates"]).map(believable));
      case "earnings_dates":
        return this.#earnings.put(symbolId, telling, believable(values as GroupValues["earnings_dates"]));
      case "sector_weights":
        return this.#weights.put(symbolId, telling, values as GroupValues["sector_weights"]);
      case "identity": {
        const { type, ...identity } = values as Identity;
        if (type !== null) this.#setType.run(type, symbolId);
        return this.#tables.identity.put(symbolId, telling, flat(believable(identity)));
      }
      default: {
        const table = group as Exclude<keyof GroupTables, "identity">;
        return this.#tables[table].put(symbolId, telling, flat(believable(values)));
      }
    }
  }
}

/** Values as columns have them: yes is 1, no is 0. */
function flat(values: object): GroupRow {
  const entries = Object.entries(values) as [string, number | string | boolean | null][];
  return Object.fromEntries(
    entries.map(([column, value]) => [column, typeof value === "boolean" ? Number(value) : value]),
  );
}
