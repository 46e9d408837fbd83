import type { PHASE_IDS, RiskEngine } from "../../db/schema/words.ts";
import type { Need } from "../market/collect/needs.ts";
import type { IsoDate } from "../platform/iso-date.ts";
import type { ReferenceNeeds } from "./reference-needs.ts";
import type { RunScope } from "./scope.ts";

export type PhaseId = (typeof PHASE_IDS)[number];

/**
 * Why a unit of work is planned. missing: it was never done. stale: prices that it rests on have changed since. outdated:
 * another version of the engine did it. forced: whoever started the run wants it again.
 */
export type UnitWhy = "missing" | "stale" | "outdated" | "forced";

/** Sessions of one key, ascending, that are planned for the same reason: a unit each. */
export interface UnitGroup {
  readonly sessions: readonly IsoDate[];
  readonly why: UnitWhy;
}

/** A portfolio as steps and people name it. */
export interface PlannedPortfolio {
  readonly portfolioId: number;
  readonly publicId: string;
  readonly name: string;
}

/** Prices that should be stored and are not. */
export interface CollectUnit {
  /** Held symbols without a close at the run's last session, or without any. */
  readonly missing: readonly string[];
  /** What providers are to be asked for, a unit each, and what is put off; null where there is none to be asked. */
  readonly needs: readonly Need[] | null;
}

/** The needs that a run acts on: those that are not put off. */
export function dueNeeds(collect: CollectUnit | null): readonly Need[] {
  return collect?.needs?.filter(({ deferredUntil }) => deferredUntil === null) ?? [];
}

/** Snapshots of a portfolio. */
export interface AccountGroup extends PlannedPortfolio, UnitGroup {
  readonly lots: number;
}

/** Position values of a portfolio, or the sector tags of its positions, of its newest snapshot. */
export interface ValuesUnit extends PlannedPortfolio {
  readonly session: IsoDate;
}

/** Statistics of a symbol, or its metrics. */
export interface SymbolGroup extends UnitGroup {
  readonly symbolId: number;
  readonly symbol: string;
}

/** Numbers of a portfolio by one engine. */
export interface EngineGroup extends PlannedPortfolio, UnitGroup {
  readonly engine: RiskEngine;
}

/** What a run will do: every unit, with its reason, made from one read snapshot of the database. */
export interface Plan {
  readonly scope: RunScope;
  /** The newest price change there was: what the run derives has seen all up to it. */
  readonly seen: number;
  /** Null without anything that prices are wanted of. */
  readonly collect: CollectUnit | null;
  /** Null where nobody is asked for profiles and statements. */
  readonly reference: ReferenceNeeds | null;
  readonly accounts: readonly AccountGroup[];
  readonly values: readonly ValuesUnit[];
  readonly sectorTags: readonly ValuesUnit[];
  readonly symbols: readonly SymbolGroup[];
  readonly priors: readonly UnitGroup[];
  readonly engines: readonly EngineGroup[];
  readonly metrics: readonly SymbolGroup[];
  /** True if nothing is left out: once it has been done, no older price change matters any more. */
  readonly isWhole: boolean;
}

/** How many units a plan has in each phase that it touches. */
export interface PhaseCount {
  readonly phase: PhaseId;
  readonly planned: number;
}

const unitsIn = (groups: readonly UnitGroup[]) =>
  groups.reduce((sum, { sessions }) => sum + sessions.length, 0);

/** The planned units by phase, in the order in which the phases run. */
export function countUnits({
  collect,
  reference,
  accounts,
  values,
  sectorTags,
  symbols,
  priors,
  engines,
  metrics,
}: Plan): readonly PhaseCount[] {
  return [
    { phase: "phase_0", planned: reference?.profiles.due.length ?? 0 },
    { phase: "phase_1", planned: collect?.needs === null ? 1 : dueNeeds(collect).length },
    { phase: "phase_1_5", planned: reference?.statements.due.length ?? 0 },
    { phase: "phase_2", planned: unitsIn(accounts) },
    { phase: "phase_2_5", planned: values.length },
    { phase: "phase_2_75", planned: sectorTags.length },
    {
      phase: "phase_3",
      planned: [symbols, priors, engines, metrics].reduce((sum, each) => sum + unitsIn(each), 0),
    },
  ];
}

/** Whether everything that can be had is there and current. Where nobody is to be asked, missing prices are no unit of work. */
export function isEmpty(plan: Plan): boolean {
  const isRest = ({ phase }: PhaseCount) => phase !== "phase_1";
  return (
    dueNeeds(plan.collect).length === 0 &&
    countUnits(plan)
      .filter(isRest)
      .every(({ planned }) => planned === 0)
  );
}

/** What the phases are called. */
export const PHASE_NAMES: Readonly<Record<PhaseId, string>> = {
  phase_0: "Company profiles",
  phase_1: "Market data",
  phase_1_5: "Fundamentals",
  phase_2: "P&L and snapshots",
  phase_2_5: "Position market values",
  phase_2_75: "Sector tags",
  phase_3: "Risk analytics",
};
