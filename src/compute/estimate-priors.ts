import { typeOfSymbol } from "../market/symbol.ts";
import { hashOfBytes } from "../platform/hash.ts";
import { type BetaPrior, estimateBetaPrior } from "../risk/beta-prior.ts";
import { BETA_WINDOWS, type BetaWindow } from "../risk/conventions.ts";
import { MarketWindow } from "../risk/market-window.ts";
import { perWindow } from "../risk/window.ts";
import { type PanelHandle, PanelRows } from "./panel-rows.ts";

/** Engine and version of the priors of betas: rows of another are not taken for current. */
export const PRIOR_METHOD = "beta_prior/1";

/** A session whose priors are wanted. */
export interface PriorDate {
  /** Index on the panel's session axis. */
  readonly at: number;
  /** The members that the date's first batch has fixed; null where there was none yet, and the whole panel is asked. */
  readonly members: Readonly<Record<BetaWindow, readonly string[] | null>>;
}

/** The priors of one session, each with a hash of the betas that it rests on. */
export type EstimatedPriors = Readonly<
  Record<BetaWindow, { readonly prior: BetaPrior; readonly inputs: string }>
>;

/** The priors of some sessions, in their order, from the betas of everything on the panel that may be an equity by its form. */
export function estimatePriors(panel: PanelHandle, dates: readonly PriorDate[]): readonly EstimatedPriors[] {
  const rows = new PanelRows(panel);
  const market = rows.market();
  return dates.map(({ at, members }) =>
    perWindow(BETA_WINDOWS, (window) => {
      const on = new MarketWindow(market, at, window);
      const candidates = (members[window] ?? panel.axes.symbols).flatMap((symbol) => {
        const series = rows.rowOf(symbol);
        return series === null ? [] : [{ symbol, type: typeOfSymbol(symbol), beta: on.beta(series) }];
      });
      const prior = estimateBetaPrior(window, candidates);
      const isMember = new Set(prior.members);
      const basis = Float64Array.from(
        candidates
          .filter(({ symbol }) => isMember.has(symbol))
          .flatMap(({ beta }) => (beta.reason === null ? [beta.value, beta.se, beta.n] : [])),
      );
      const names = prior.members.join(" ");
      return {
        // One whose corrected returns take it out of the moments for now stays a member.
        prior: { ...prior, members: members[window] ?? prior.members },
        inputs: hashOfBytes([`${PRIOR_METHOD} ${window} ${names}`, new Uint8Array(basis.buffer)]),
      };
    }),
  );
}
