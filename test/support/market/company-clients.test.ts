import { expect, test } from "bun:test";
import type { NetworkProvider } from "../../../db/schema/words.ts";
import type { ProfileGroup, Statement } from "../../../src/market/fundamentals/field-group.ts";
import { parseSymbol } from "../../../src/market/symbol.ts";
import { isoDate } from "../../../src/platform/iso-date.ts";
import { clientsOf } from "../collecting.ts";
import { MovableClock } from "../movable-clock.ts";
import { companies, NOW, serverOf } from "./company-servers.ts";

const SINCE = isoDate("2021-01-01");
const AAA = parseSymbol("AAA");
const FREQUENCIES = ["quarterly", "annual", "trailing"] as const;
const context = { now: NOW, signal: new AbortController().signal };
const PROFILE = [
  "identity",
  "valuation",
  "beta",
  "ratios",
  "targets",
  "estimates",
  "earnings_dates",
] as const;

/** Where a statement has another figure than the truth; a provider that has no line for a column may call it zero. */
function wrongOf({ kind, frequency, periodEnd, figures }: Statement, zeros: boolean): string[] {
  const truth = companies
    .periodsVisibleAt("AAA", NOW)
    .find((period) => period.frequency === frequency && period.end === periodEnd);
  return Object.entries(figures)
    .filter(([column, value]) => value !== (truth?.figures[kind][column] ?? (zeros ? 0 : null)))
    .map(([column, value]) => `${frequency} ${periodEnd} ${column}: ${value}`);
}

test.each([
  ["yahoo", PROFILE, 37],
  ["yahooquery", PROFILE, 37],
  ["polygon", ["identity", "valuation"], 37],
  ["fmp", ["identity", "valuation", "beta"], 27],
] satisfies [NetworkProvider, readonly ProfileGroup[], number][])(
  "what the real client reads from %s is true",
  async (id, groups, count) => {
    await using server = serverOf(id);
    server.key = "TEST-KEY";
    const { fundamentals } = clientsOf({
      id,
      origin: server.origin,
      clock: new MovableClock(new Date(NOW).toISOString()),
    });
    if (fundamentals === null) throw new Error(id);
    await fundamentals.profiles(
      [{ symbol: AAA, type: null, groups: [...groups] }],
      async (_, outcome) => {
        expect(groups.map((group) => outcome[group]?.kind)).toEqual(groups.map(() => "told"));
      },
      context,
    );
    const known = { quarterly: null, annual: null };
    await fundamentals.statements(
      [{ symbol: AAA, frequencies: FREQUENCIES, since: SINCE, known }],
      async (_, outcome) => {
        const statements = outcome.kind === "statements" ? outcome.statements : [];
        expect(statements).toHaveLength(count);
        expect(statements.flatMap((statement) => wrongOf(statement, id === "fmp"))).toEqual([]);
      },
      context,
    );
    expect(server.countOf()).toBeGreaterThan(1);
  },
);
