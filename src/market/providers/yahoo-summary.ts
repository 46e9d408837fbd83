import type { IsoDate } from "../../platform/iso-date.ts";
import type { EarningsDates, ProfileGroup } from "../fundamentals/field-group.ts";
import type { SymbolName } from "../symbol.ts";
import type { GroupOutcome, NoData, ProfileOutcome, ProfileQuery } from "./fundamentals-provider.ts";
import type { Fault } from "./outcome.ts";
import { readSearch } from "./search-answer.ts";
import { modulesOf, readSummary, strangerIn, summaryModules } from "./summary-answer.ts";
import type { YahooRoad, YahooStage } from "./yahoo-road.ts";

/** How Yahoo says that it knows a symbol and has nothing of the kind. */
const NO_DATA = /^No fundamentals data found/;

/**
 * What a symbol's summary tells of the groups that quotes do not: one request of the modules that are wanted.
 * @param quoted What quotes have told of the symbol already.
 */
export async function summaryOf(
  road: YahooRoad,
  { symbol, groups }: ProfileQuery,
  quoted: ProfileOutcome,
  stage: YahooStage,
): Promise<ProfileOutcome> {
  const wanted = groups.filter((group) => group !== "valuation");
  if (wanted.length === 0) return quoted;
  const told = await groupsOf(road, symbol, wanted, stage);
  const earningsDates = joined(quoted.earnings_dates, told.earnings_dates);
  return { ...quoted, ...told, ...(earningsDates === undefined ? {} : { earnings_dates: earningsDates }) };
}

async function groupsOf(
  road: YahooRoad,
  symbol: SymbolName,
  groups: readonly ProfileGroup[],
  stage: YahooStage,
): Promise<ProfileOutcome> {
  const answered = await road.summary(symbol, modulesOf(groups), stage.withCrumb);
  const modules = answered.kind === "answer" ? modulesIn(answered.body, symbol) : null;
  if (modules !== null && typeof modules !== "string") return readSummary(modules, groups, stage.today);
  const fault =
    answered.kind === "answer" ? road.withCrumb.tell("malformed", modules ?? "the answer") : answered;
  const isNoData = fault.kind === "not_found" && NO_DATA.test(fault.detail);
  const end: NoData | Fault = isNoData ? { kind: "no_data", detail: fault.detail } : fault;
  const outcome = Object.fromEntries(groups.map((group) => [group, end])) as ProfileOutcome;
  if (fault.kind === "not_found" || road.search === null || !groups.includes("identity")) return outcome;
  // What needs a crumb is in trouble: the search, which needs none, tells at least who it is.
  return { ...outcome, identity: await searched(road, symbol, stage) };
}

/** The modules of an answer, or the place where it is none of the symbol's. */
function modulesIn(body: unknown, symbol: SymbolName): Readonly<Record<string, unknown>> | string {
  const modules = summaryModules(body);
  return typeof modules === "string" ? modules : (strangerIn(modules, symbol) ?? modules);
}

async function searched(
  road: YahooRoad,
  symbol: SymbolName,
  { plain, today }: YahooStage,
): Promise<GroupOutcome<"identity">> {
  const answered = (await road.search?.(symbol, plain)) ?? { kind: "no_data", detail: "no search" };
  return answered.kind === "answer" ? readSearch(answered.body, symbol, today) : answered;
}

/** Earnings days as quote and summary tell them together: the summary knows what is expected, the quote what is past. */
function joined(
  quoted: GroupOutcome<"earnings_dates"> | undefined,
  told: GroupOutcome<"earnings_dates"> | undefined,
): GroupOutcome<"earnings_dates"> | undefined {
  if (quoted?.kind !== "told") return told;
  if (told?.kind !== "told") return quoted;
  const [a, b] = [quoted.values, told.values];
  const window = b.nextFrom === null ? a : b;
  const values: EarningsDates = {
    ...b,
    lastDate: later(a.lastDate, b.lastDate),
    nextFrom: window.nextFrom,
    nextThrough: window.nextThrough,
    isExpected: window.isExpected,
  };
  return { ...told, values };
}

function later(a: IsoDate | null, b: IsoDate | null): IsoDate | null {
  return (
    [a, b]
      .filter((day) => day !== null)
      .sort()
      .at(-1) ?? null
  );
}
