import type { Sqlite } from "../../db/driver.ts";
import type { AnyDuty, Duty } from "../compute/duty.ts";
import type { IsoDate } from "../platform/iso-date.ts";
import { readBookInputs } from "../portfolio/book-source.ts";
import { type DerivedEvent, derivedEvents } from "../portfolio/derived-events.ts";
import {
  type PositionFile,
  type PositionFileOptions,
  readPositions,
} from "../portfolio/import/position-file.ts";
import { readPortfolios } from "../portfolio/portfolio-source.ts";
import { Replay } from "../portfolio/replay.ts";
import type { ReplayedSession } from "../portfolio/snapshot.ts";
import { readTargetFile, type TargetFile } from "../portfolio/targets/target-file.ts";
import { type BookQuestion, type BookReading, readBooks } from "./books.ts";
import { coverageDuty } from "./coverage.ts";
import { freshnessDuty } from "./freshness.ts";
import { incompleteDuty } from "./incomplete.ts";
import { metricsDuty } from "./metrics-duty.ts";
import type { Plan } from "./plan.ts";
import { type CollectQuestion, readPlanState, readUniverse } from "./plan-state.ts";
import { planRun } from "./planner.ts";
import { type ReferenceNeeds, type ReferenceQuestion, referenceNeeds } from "./reference-needs.ts";
import type { RunScope } from "./scope.ts";
import { searchChoicesDuty, symbolSearchDuty } from "./symbol-search.ts";
import { metricHistoryDuty, symbolViewDuty } from "./symbol-view.ts";

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

/** Reads which profiles and statements are due: once prices have told what a symbol is, more may be known than before. */
export const referenceDuty: Duty<ReferenceQuestion, ReferenceNeeds | null> = {
  name: "reference_needs",
  answer: (db, question) => {
    const { to, portfolios } = question.scope;
    return referenceNeeds(db, readUniverse(db, to, portfolios), question);
  },
};

/** Some sessions of one portfolio whose snapshots are wanted, ascending. */
export interface AccountQuestion {
  readonly portfolioId: number;
  readonly sessions: readonly IsoDate[];
  /** The rate of interest where none is stored, a fraction a year. */
  readonly assumedRate: number;
}

function account(db: Sqlite, question: AccountQuestion): readonly ReplayedSession[] {
  const { portfolioId, sessions, assumedRate } = question;
  const portfolio = readPortfolios(db).find(({ id }) => id === portfolioId);
  const through = sessions.at(-1);
  if (portfolio === undefined || through === undefined) return [];
  const replay = new Replay(readBookInputs(db, portfolio, through, assumedRate));
  return [...replay.sessions(sessions)];
}

/** Replays a portfolio's books at some sessions. */
export const accountDuty: Duty<AccountQuestion, readonly ReplayedSession[]> = {
  name: "account",
  answer: account,
};

/** Reads what the numbers of portfolios at sessions are looked up from. */
export const booksDuty: Duty<readonly BookQuestion[], readonly BookReading[]> = {
  name: "books",
  answer: readBooks,
};

/** A portfolio, and the last session whose prices and actions count. */
export interface DerivedQuestion {
  readonly portfolioId: number;
  readonly through: IsoDate;
  readonly assumedRate: number;
}

function derived(
  db: Sqlite,
  { portfolioId, through, assumedRate }: DerivedQuestion,
): readonly DerivedEvent[] {
  const portfolio = readPortfolios(db).find(({ id }) => id === portfolioId);
  if (portfolio === undefined || portfolio.inception > through) return [];
  return derivedEvents(readBookInputs(db, portfolio, through, assumedRate));
}

/** What follows for a portfolio's lots from prices and corporate actions, and is recorded nowhere. */
export const derivedDuty: Duty<DerivedQuestion, readonly DerivedEvent[]> = {
  name: "derived",
  answer: derived,
};

/** A file of positions that is to be read. */
export interface PositionFileQuestion {
  readonly content: Uint8Array;
  readonly options: PositionFileOptions;
}

/** Reads a file of positions, where ten megabytes of them keep nobody waiting. */
export const positionFileDuty: Duty<PositionFileQuestion, PositionFile> = {
  name: "position_file",
  answer: (_db, { content, options }) => readPositions(content, options),
};

/** Reads a file of target prices. */
export const targetFileDuty: Duty<{ readonly content: Uint8Array; readonly fileName: string }, TargetFile> = {
  name: "target_file",
  answer: (_db, { content, fileName }) => readTargetFile(content, fileName),
};

/** Every question to the database that a worker answers. */
export const DUTIES: readonly AnyDuty[] = [
  planDuty,
  referenceDuty,
  accountDuty,
  booksDuty,
  coverageDuty,
  freshnessDuty,
  symbolViewDuty,
  metricHistoryDuty,
  metricsDuty,
  symbolSearchDuty,
  searchChoicesDuty,
  incompleteDuty,
  derivedDuty,
  positionFileDuty,
  targetFileDuty,
];
