import { addDays, type IsoDate, toEpochDay } from "../../platform/iso-date.ts";
import type { Statement } from "../fundamentals/field-group.ts";
import type { SymbolName } from "../symbol.ts";
import { readFilings, withFilings } from "./filing.ts";
import type { StatementOutcome, StatementQuery } from "./fundamentals-provider.ts";
import { summaryModules } from "./summary-answer.ts";
import { readTimeseries } from "./timeseries-answer.ts";
import type { YahooRoad, YahooStage } from "./yahoo-road.ts";

const DAY_SECONDS = 86_400;
const SECOND_MS = 1_000;
/** A fiscal year ends so many days after the one before it, at least. */
const SHORTEST_YEAR_DAYS = 350;

/** A company's statements, with the days on which they were filed where those can be had. */
export async function statementsOf(
  road: YahooRoad,
  query: StatementQuery,
  stage: YahooStage,
): Promise<StatementOutcome> {
  const { symbol, frequencies, since, known } = query;
  const period = {
    period1: toEpochDay(since) * DAY_SECONDS,
    period2: Math.ceil(stage.now / SECOND_MS),
  };
  const bodies: unknown[] = [];
  let statements: readonly Statement[] = [];
  for (const [at, request] of road.requests(frequencies).entries()) {
    const newest = newestOf(statements);
    if (at > 0 && !isNewer(newest, known.quarterly)) break;
    const isYears = request.frequencies.every((each) => each === "annual");
    if (isYears && !isYearDue(newest, known)) continue;
    const answered = await road.statements(symbol, request, period, stage.plain);
    if (answered.kind !== "answer") return answered;
    bodies.push(answered.body);
    const read = readTimeseries(bodies, symbol);
    if (read.statements === null) return road.plain.tell("malformed", read.fault);
    statements = read.statements;
  }
  if (statements.length === 0) return { kind: "no_data", detail: `no statement of ${symbol} since ${since}` };
  const isNews = isNewer(newestOf(statements), known.quarterly);
  return {
    kind: "statements",
    statements: isNews ? await filed(road, symbol, statements, stage) : statements,
  };
}

/** The end of the newest fiscal quarter among statements; null for none. */
function newestOf(statements: readonly Statement[]): IsoDate | null {
  const ends = statements.filter(({ frequency }) => frequency === "quarterly").map((each) => each.periodEnd);
  return ends.sort().at(-1) ?? null;
}

/** A company without quarters may still have years. */
function isNewer(newest: IsoDate | null, known: IsoDate | null): boolean {
  return known === null || (newest !== null && newest > known);
}

function isYearDue(newest: IsoDate | null, { annual }: StatementQuery["known"]): boolean {
  return annual === null || newest === null || newest >= addDays(annual, SHORTEST_YEAR_DAYS);
}

/** Statements are worth having without the days of their filings. */
async function filed(
  road: YahooRoad,
  symbol: SymbolName,
  statements: readonly Statement[],
  { withCrumb }: YahooStage,
): Promise<readonly Statement[]> {
  const answered = await road.summary(symbol, ["secFilings"], withCrumb);
  const modules = answered.kind === "answer" ? summaryModules(answered.body) : "none";
  return typeof modules === "string" ? statements : withFilings(statements, readFilings(modules));
}
