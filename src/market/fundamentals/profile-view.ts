import type { SQLiteTable } from "drizzle-orm/sqlite-core";
import type { Sqlite } from "../../../db/driver.ts";
import { analystEstimate, analystTarget, earningsDate } from "../../../db/schema/analyst.ts";
import { companyRatio, profile, valuation, vendorBeta } from "../../../db/schema/profile.ts";
import type { InstrumentType } from "../../../db/schema/words.ts";
import type { IsoDate } from "../../platform/iso-date.ts";
import type { SymbolName } from "../symbol.ts";
import { columnNames } from "./column-names.ts";
import { EarningsRows } from "./earnings-rows.ts";
import { EstimateRows } from "./estimate-rows.ts";
import { PROFILE_GROUPS, type ProfileGroup } from "./field-group.ts";
import { type GroupState, GroupStates } from "./group-state.ts";
import { type GroupTables, groupTables } from "./group-tables.ts";
import { hasStatements, profileTerms } from "./profile-terms.ts";
import { WeightRows } from "./weight-rows.ts";

/** How fresh a field group is, and why not fresher. */
export interface GroupFreshness {
  /** When a provider last answered; null if none ever has. */
  readonly told_at: string | null;
  readonly tried_at: string | null;
  /** Why the last search brought nothing; null if it brought all. */
  readonly missing: string | null;
  readonly detail: string | null;
  readonly next_try_at: string | null;
}

/** A field group as it is published: values, or null and the reason. */
export type GroupView = GroupFreshness & {
  /** not_applicable: instruments of the kind have none. not_asked: nobody has been asked yet. Else what providers said. */
  readonly reason: string | null;
  readonly as_of: IsoDate | null;
  readonly source: string | null;
  readonly values: unknown;
  /** Columns whose value is older than `as_of`, for the newest row does not tell it. */
  readonly carried: readonly string[];
};

/** What is known of a company or a fund on a day, by group. */
export type ProfileView = Readonly<Record<ProfileGroup, GroupView>>;

const TABLES: Readonly<Record<keyof GroupTables, SQLiteTable>> = {
  identity: profile,
  valuation,
  beta: vendorBeta,
  ratios: companyRatio,
  targets: analystTarget,
};

/** A symbol as its profile is read. */
export interface ProfiledSymbol {
  readonly id: number;
  readonly symbol: SymbolName;
  readonly type: InstrumentType | null;
}

type Read = Pick<GroupView, "as_of" | "source" | "values" | "carried">;

/** Reads what is known of a symbol's profile on a day. */
export function readProfile(db: Sqlite, { id, symbol, type }: ProfiledSymbol, day: IsoDate): ProfileView {
  const states = new GroupStates(db).of(id);
  const terms = profileTerms(symbol, type);
  const kept = new Set([...terms.daily, ...terms.weekly, ...terms.monthly]);
  const tables = groupTables(db);
  const read = (group: ProfileGroup): Read | null => {
    if (group === "estimates") return estimatesOf(db, id, day);
    if (group === "earnings_dates") return earningsOf(db, id, day);
    if (group === "sector_weights") return weightsOf(db, id, day);
    const merged = tables[group].on(id, day);
    if (merged === null) return null;
    const { asOf, source, values, carried } = merged;
    const named = columnNames(TABLES[group]);
    const names = Object.keys(named(Object.fromEntries(carried.map((column) => [column, null]))));
    return { as_of: asOf, source, values: named(values), carried: names };
  };
  const entries = PROFILE_GROUPS.map((group) => {
    const told = read(group);
    const state = states.get(group);
    const reason = told !== null ? null : kept.has(group) ? reasonOf(state) : "not_applicable";
    const view = { ...(told ?? { as_of: null, source: null, values: null, carried: [] }), reason };
    return [group, { ...view, ...freshnessOf(state) }] as const;
  });
  return Object.fromEntries(entries) as ProfileView;
}

/** How fresh a company's statements are; the reason is that of a symbol without any. */
export function statementFreshness(
  db: Sqlite,
  { id, symbol, type }: ProfiledSymbol,
  hasAny: boolean,
): GroupFreshness & { readonly reason: string | null } {
  const state = new GroupStates(db).of(id).get("statements");
  const mayHave = hasStatements(symbol, type) || type === null;
  const reason = hasAny ? null : mayHave ? reasonOf(state) : "not_applicable";
  return { reason, ...freshnessOf(state) };
}

const reasonOf = (state: GroupState | undefined): string =>
  state === undefined ? "not_asked" : (state.missing ?? "no_data");

function freshnessOf(state: GroupState | undefined): GroupFreshness {
  return {
    told_at: state?.toldAt ?? null,
    tried_at: state?.triedAt ?? null,
    missing: state?.missing ?? null,
    detail: state?.detail ?? null,
    next_try_at: state?.nextTryAt ?? null,
  };
}

function estimatesOf(db: Sqlite, id: number, day: IsoDate): Read | null {
  const estimates = new EstimateRows(db).on(id, day);
  const newest = estimates
    .map(({ asOf }) => asOf)
    .sort()
    .at(-1);
  if (newest === undefined) return null;
  const named = columnNames(analystEstimate);
  return {
    as_of: newest,
    source: estimates[0]?.source ?? null,
    values: estimates.map(({ carried: _, ...each }) => named(each)),
    carried: estimates.flatMap(({ horizon, carried }) =>
      Object.keys(named(Object.fromEntries(carried.map((column) => [column, null])))).map(
        (column) => `${horizon}.${column}`,
      ),
    ),
  };
}

function earningsOf(db: Sqlite, id: number, day: IsoDate): Read | null {
  const known = new EarningsRows(db).on(id, day);
  if (known === null) return null;
  const { asOf, source, ...values } = known;
  return { as_of: asOf, source, values: columnNames(earningsDate)(values), carried: [] };
}

function weightsOf(db: Sqlite, id: number, day: IsoDate): Read | null {
  const known = new WeightRows(db).on(id, day);
  if (known === null) return null;
  return { as_of: known.asOf, source: known.source, values: known.weights, carried: [] };
}
