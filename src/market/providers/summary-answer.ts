import type { IsoDate } from "../../platform/iso-date.ts";
import type { ProfileGroup } from "../fundamentals/field-group.ts";
import { type SymbolName, trySymbol } from "../symbol.ts";
import type { GroupOutcome, ProfileOutcome } from "./fundamentals-provider.ts";
import {
  betaOf,
  earningsDatesOf,
  estimatesOf,
  identityOf,
  ratiosOf,
  sectorWeightsOf,
  targetsOf,
} from "./summary-group.ts";
import { type SummaryModule, summaryAnswer } from "./summary-json.ts";
import { SummaryReading } from "./summary-reading.ts";
import { placeOf } from "./yahoo-field.ts";

/** Of another symbol than was asked for so much is told. */
const LONGEST_SYMBOL = 24;

/** The modules that tell of each group; what the market pays stands in quotes, many symbols a request. */
const GROUP_MODULES: Readonly<Record<ProfileGroup, readonly SummaryModule[]>> = {
  identity: ["assetProfile", "quoteType", "defaultKeyStatistics"],
  valuation: [],
  beta: ["summaryDetail", "defaultKeyStatistics"],
  ratios: ["financialData", "defaultKeyStatistics"],
  targets: ["financialData"],
  estimates: ["earningsTrend"],
  earnings_dates: ["calendarEvents"],
  sector_weights: ["topHoldings"],
};

/** The modules that some groups need, each once, and the one that tells whose they are. */
export function modulesOf(groups: readonly ProfileGroup[]): readonly SummaryModule[] {
  return [...new Set([...groups.flatMap((group) => GROUP_MODULES[group]), "quoteType" as const])];
}

/** Where an answer is of another symbol than was asked for; null if it is not, or does not tell. */
export function strangerIn(modules: Readonly<Record<string, unknown>>, symbol: SymbolName): string | null {
  const kind = new SummaryReading(modules).get("quoteType");
  // A future bears its contract's name, and the one it is asked by beside it.
  const names = [kind?.symbol ?? null, kind?.underlyingSymbol ?? null].filter((name) => name !== null);
  const [first] = names;
  if (first === undefined || names.some((name) => trySymbol(name) === symbol)) return null;
  return `quoteType.symbol is ${first.slice(0, LONGEST_SYMBOL)}`;
}

/** The modules of a whole answer of quoteSummary, each still to be read; or the place where it is not one. */
export function summaryModules(body: unknown): Readonly<Record<string, unknown>> | string {
  const parsed = summaryAnswer.safeParse(body);
  if (!parsed.success) return placeOf(parsed.error, "the answer");
  return parsed.data.quoteSummary.result?.[0] ?? "quoteSummary.result: empty";
}

/**
 * How some groups fare in an answer of quoteSummary. One that is malformed takes no other with it.
 * @param today The day of the answer, from which on all of it counts.
 */
export function readSummary(
  modules: Readonly<Record<string, unknown>>,
  groups: readonly ProfileGroup[],
  today: IsoDate,
): ProfileOutcome {
  const outcome: Partial<Record<ProfileGroup, GroupOutcome>> = {};
  for (const group of groups) {
    if (group === "valuation") continue;
    outcome[group] = groupOutcome(group, modules, today);
  }
  // Each group's outcome is of its own values; a record of all of them cannot say so.
  return outcome as ProfileOutcome;
}

const READERS = {
  identity: identityOf,
  beta: betaOf,
  ratios: ratiosOf,
  targets: targetsOf,
  estimates: estimatesOf,
  earnings_dates: earningsDatesOf,
  sector_weights: sectorWeightsOf,
} as const;

function groupOutcome(
  group: Exclude<ProfileGroup, "valuation">,
  modules: Readonly<Record<string, unknown>>,
  today: IsoDate,
): GroupOutcome {
  const reading = new SummaryReading(modules);
  const values = READERS[group](reading, today);
  if (reading.fault !== null) return { kind: "malformed", detail: reading.fault };
  if (values === null) return { kind: "no_data", detail: `nothing in ${GROUP_MODULES[group].join(", ")}` };
  return { kind: "told", asOf: today, values };
}
