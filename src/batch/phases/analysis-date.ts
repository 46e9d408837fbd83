import type { RiskEngine } from "../../../db/schema/words.ts";
import type { IsoDate } from "../../platform/iso-date.ts";
import type { Plan } from "../plan.ts";

/** A portfolio whose numbers are wanted, and by which engines. */
export interface WantedPortfolio {
  readonly portfolioId: number;
  readonly publicId: string;
  readonly engines: readonly RiskEngine[];
}

/** Everything that a plan wants analysed at one session. */
export interface AnalysisDate {
  readonly session: IsoDate;
  readonly symbols: readonly { readonly symbolId: number; readonly symbol: string }[];
  readonly prior: boolean;
  readonly portfolios: readonly WantedPortfolio[];
}

interface Draft {
  readonly symbols: { readonly symbolId: number; readonly symbol: string }[];
  prior: boolean;
  readonly portfolios: Map<number, { readonly publicId: string; readonly engines: RiskEngine[] }>;
}

/** A plan's third phase turned from keys with their sessions to sessions with their keys, ascending. */
export function analysisDates({ symbols, priors, engines }: Plan): readonly AnalysisDate[] {
  const drafts = new Map<IsoDate, Draft>();
  const draftOf = (session: IsoDate): Draft => {
    let draft = drafts.get(session);
    if (draft === undefined) {
      draft = { symbols: [], prior: false, portfolios: new Map() };
      drafts.set(session, draft);
    }
    return draft;
  };
  for (const { symbolId, symbol, sessions } of symbols) {
    for (const session of sessions) draftOf(session).symbols.push({ symbolId, symbol });
  }
  for (const session of priors.flatMap((group) => group.sessions)) draftOf(session).prior = true;
  for (const { portfolioId, publicId, engine, sessions } of engines) {
    for (const session of sessions) {
      const { portfolios } = draftOf(session);
      const wanted = portfolios.get(portfolioId) ?? { publicId, engines: [] };
      wanted.engines.push(engine);
      portfolios.set(portfolioId, wanted);
    }
  }
  return [...drafts.entries()]
    .sort(([a], [b]) => (a < b ? -1 : 1))
    .map(([session, draft]) => ({
      session,
      symbols: draft.symbols,
      prior: draft.prior,
      portfolios: [...draft.portfolios].map(([portfolioId, each]) => ({ portfolioId, ...each })),
    }));
}
