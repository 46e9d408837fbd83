import {
  countUnits,
  dueNeeds,
  isEmpty,
  PHASE_NAMES,
  type PhaseId,
  type Plan,
  type UnitGroup,
  type ValuesUnit,
} from "./plan.ts";
import { metricsKey, PRIOR_KEY, symbolKey } from "./step.ts";

/** Units of one key and reason, as a plan is shown. */
interface GroupView {
  readonly key: string;
  readonly name: string;
  readonly why: string;
  readonly sessions: number;
  readonly first: string | null;
  readonly last: string | null;
}

/** A plan as it is shown before it is carried out. */
export interface PlanView {
  readonly from: string | null;
  readonly to: string;
  readonly empty: boolean;
  /** Held symbols that have no close of the last session. */
  readonly missing_prices: readonly string[];
  /** Symbols whose prices are missing and not looked for yet, with why and until when; null where nobody is asked. */
  readonly deferred: readonly DeferredView[] | null;
  /** The same of profiles and statements. */
  readonly deferred_fundamentals: readonly DeferredView[] | null;
  readonly phases: readonly {
    readonly phase_id: PhaseId;
    readonly phase_name: string;
    readonly planned: number;
    readonly units: readonly GroupView[];
  }[];
}

const viewOf = (key: string, name: string, { sessions, why }: UnitGroup): GroupView => ({
  key,
  name,
  why,
  sessions: sessions.length,
  first: sessions[0] ?? null,
  last: sessions.at(-1) ?? null,
});

const viewOfNewest = ({ publicId, name, session }: ValuesUnit): GroupView =>
  viewOf(publicId, name, { sessions: [session], why: "stale" });

/** What is told of a company or a fund is as of tonight. */
const viewOfReference = (
  { scope: { to } }: Plan,
  { symbol }: { readonly symbol: string },
  isMissing: boolean,
): GroupView => viewOf(symbolKey(symbol), symbol, { sessions: [to], why: isMissing ? "missing" : "stale" });

/** A symbol that is not looked for before an instant. */
interface DeferredView {
  readonly symbol: string;
  readonly until: string;
  readonly because: string | null;
}

function deferredOf({ collect }: Plan): readonly DeferredView[] | null {
  if (collect?.needs == null) return null;
  return collect.needs.flatMap(({ symbol, deferredUntil: until, deferredBecause: because }) =>
    until === null ? [] : [{ symbol, until, because }],
  );
}

function unitsOf(plan: Plan, phase: PhaseId): readonly GroupView[] {
  if (phase === "phase_1")
    return dueNeeds(plan.collect).map(({ symbol, missing }) =>
      viewOf(symbolKey(symbol), symbol, { sessions: missing, why: "missing" }),
    );
  if (phase === "phase_0")
    return (plan.reference?.profiles.due ?? []).map((need) =>
      viewOfReference(plan, need, need.missing.length > 0),
    );
  if (phase === "phase_1_5")
    return (plan.reference?.statements.due ?? []).map((need) =>
      viewOfReference(plan, need, need.why === "missing"),
    );
  if (phase === "phase_2") return plan.accounts.map((each) => viewOf(each.publicId, each.name, each));
  if (phase === "phase_2_5") {
    return plan.values.map(viewOfNewest);
  }
  if (phase === "phase_2_75") return plan.sectorTags.map(viewOfNewest);
  if (phase !== "phase_3") return [];
  return [
    ...plan.symbols.map((each) => viewOf(symbolKey(each.symbol), each.symbol, each)),
    ...plan.priors.map((each) => viewOf(PRIOR_KEY, "priors of betas", each)),
    ...plan.engines.map((each) =>
      viewOf(`${each.engine}:${each.publicId}`, `${each.engine} of ${each.name}`, each),
    ),
    ...plan.metrics.map((each) => viewOf(metricsKey(each.symbol), `metrics of ${each.symbol}`, each)),
  ];
}

/** A plan as people and programs read it. */
export function planView(plan: Plan): PlanView {
  return {
    from: plan.scope.from,
    to: plan.scope.to,
    empty: isEmpty(plan),
    missing_prices: plan.collect?.missing ?? [],
    deferred: deferredOf(plan),
    deferred_fundamentals:
      plan.reference === null
        ? null
        : [...plan.reference.profiles.deferred, ...plan.reference.statements.deferred],
    phases: countUnits(plan).map(({ phase, planned }) => ({
      phase_id: phase,
      phase_name: PHASE_NAMES[phase],
      planned,
      units: unitsOf(plan, phase),
    })),
  };
}
