import type { RunReport } from "../batch/night.ts";
import { table } from "./answer.ts";

const PER_CENT = 100;
/** How calls end that bring what they were made for. */
const WHOLE: ReadonlySet<string> = new Set(["bars", "told", "statements"]);

/** What a run's collection came to, as JSON has it. */
export function collectedJson({ providers, coverage }: Pick<RunReport, "providers" | "coverage">) {
  return {
    providers: providers.map(({ symbolsFilled, ...count }) => ({ ...count, symbols_filled: symbolsFilled })),
    coverage:
      coverage === null
        ? null
        : {
            ...coverage,
            byCount: undefined,
            byValue: undefined,
            by_count: coverage.byCount,
            by_value: coverage.byValue,
          },
  };
}

/** What a run's collection came to, for people: what each provider was asked, and how much of the session is there. */
export function collectedLines({ providers, coverage }: Pick<RunReport, "providers" | "coverage">): string[] {
  const asked = providers.filter(({ requests }) => requests > 0);
  const rows = asked.map(({ provider, requests, symbolsFilled, bars, outcomes }) => {
    const short = Object.entries(outcomes).filter(([kind, count]) => !WHOLE.has(kind) && count > 0);
    return [
      `  ${provider}`,
      `${requests.toLocaleString("en-US")} requests`,
      `${symbolsFilled.toLocaleString("en-US")} symbols, ${bars.toLocaleString("en-US")} bars`,
      short.map(([kind, count]) => `${count.toLocaleString("en-US")} ${kind}`).join(", "),
    ];
  });
  if (coverage === null || coverage.byCount === null) return table(rows, [1]);
  const { good, expected, byCount, session, degraded } = coverage;
  const share = `${(byCount * PER_CENT).toFixed(1)} %`;
  const flag = degraded ? " (degraded)" : "";
  return [
    ...table(rows, [1]),
    `  ${good} of ${expected} symbols have a good close of ${session}: ${share}${flag}`,
  ];
}
