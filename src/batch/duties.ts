import type { Sqlite } from "../../db/driver.ts";
import type { AnyDuty, Duty } from "../compute/duty.ts";
import type { IsoDate } from "../platform/iso-date.ts";
import { readHistories, readLots, readPortfolios } from "../portfolio/portfolio-source.ts";
import { Replay } from "../portfolio/replay.ts";
import type { Replayed } from "../portfolio/snapshot.ts";
import { type BookQuestion, type BookReading, readBooks } from "./books.ts";
import { coverageDuty } from "./coverage.ts";
import { freshnessDuty } from "./freshness.ts";
import type { Plan } from "./plan.ts";
import { type CollectQuestion, readPlanState } from "./plan-state.ts";
import { planRun } from "./planner.ts";
import type { RunScope } from "./scope.ts";
import { symbolViewDuty } from "./symbol-view.ts";

/** What a plan is asked for. */
export interface PlanQuestion {
  readonly scope: RunScope;
  /** Null where no provider is to be asked for prices. */
  readonly collect: CollectQuestion | null;
}

/** Makes the plan of a run from one read snapshot. */
export const planDuty: Duty<PlanQuestion, Plan> = {
  name: "plan",
  answer: (db, { scope, collect }) => planRun(readPlanState(db, scope, collect), scope),
};

/** Some sessions of one portfolio whose snapshots are wanted, ascending. */
export interface AccountQuestion {
  readonly portfolioId: number;
  readonly sessions: readonly IsoDate[];
}

function account(db: Sqlite, { portfolioId, sessions }: AccountQuestion): readonly Replayed[] {
  const portfolio = readPortfolios(db).find(({ id }) => id === portfolioId);
  const through = sessions.at(-1);
  if (portfolio === undefined || through === undefined) return [];
  const lots = readLots(db, portfolioId);
  const symbols = lots.filter(({ assetClass }) => assetClass === "PUBLIC").map(({ symbol }) => symbol);
  const replay = new Replay(portfolio, lots, readHistories(db, symbols, through), through);
  return [...replay.snapshots(sessions)];
}

/** Replays a portfolio's books at some sessions. */
export const accountDuty: Duty<AccountQuestion, readonly Replayed[]> = { name: "account", answer: account };

/** Reads what the numbers of portfolios at sessions are looked up from. */
export const booksDuty: Duty<readonly BookQuestion[], readonly BookReading[]> = {
  name: "books",
  answer: readBooks,
};

/** Every question to the database that a worker answers. */
export const DUTIES: readonly AnyDuty[] = [
  planDuty,
  accountDuty,
  booksDuty,
  coverageDuty,
  freshnessDuty,
  symbolViewDuty,
];
