import type { Book } from "./book.ts";
import { byCodeUnit } from "./code-unit.ts";
import { HHI_SCALE, TOP_FEW, TOP_MANY } from "./conventions.ts";
import { absent, measured, type Statistic } from "./statistic.ts";

/** How much of a portfolio lies with how few issuers. n counts the issuers. */
export interface Concentration {
  /** 10000 sum p^2: 10,000 is one issuer. */
  readonly hhi: Statistic;
  /** 10000 / HHI: as many issuers of equal size would have the same HHI. */
  readonly effectivePositions: Statistic;
  /** Shares of the 3 and of the 10 largest, 0 to 1. */
  readonly top3: Statistic;
  readonly top10: Statistic;
  /** By size, largest first. Empty where the numbers are null. */
  readonly shares: readonly IssuerShare[];
}

/** An issuer's part of all that is held, 0 to 1. */
export interface IssuerShare {
  readonly issuer: string;
  readonly share: number;
}

/** |Net dollars| of each issuer, in the order of its first symbol, then of each private asset, which is its own. */
function sizes(
  book: Book,
  issuers: ReadonlyMap<string, string>,
): (readonly [issuer: string, size: number])[] {
  const totals = new Map<string, number>();
  for (const { name, dollars } of book.underlyings) {
    const issuer = issuers.get(name) ?? name;
    totals.set(issuer, (totals.get(issuer) ?? 0) + dollars);
  }
  return [...totals, ...book.privateAssets.map(({ name, dollars }) => [name, dollars] as const)]
    .map(([issuer, dollars]) => [issuer, Math.abs(dollars)] as const)
    .filter(([, size]) => size > 0);
}

const sumOf = (values: readonly number[]) => values.reduce((sum, value) => sum + value, 0);

/**
 * Concentration by issuer (engines.md section 8): p = |net delta dollars| / sum of those. ETFs are issuers, private assets
 * count at value, cash does not, and share classes are separate unless mapped. Equity plays no part in it.
 * @param issuers Symbol to issuer, for share classes that belong together.
 */
export function measureConcentration(book: Book, issuers: ReadonlyMap<string, string>): Concentration {
  const held = sizes(book, issuers);
  const evidence = { n: held.length, flags: [] };
  if (held.length === 0) {
    const none = absent("no_exposure", evidence);
    return { hhi: none, effectivePositions: none, top3: none, top10: none, shares: [] };
  }
  const total = sumOf(held.map(([, size]) => size));
  const shares = held.map(([issuer, size]) => ({ issuer, share: size / total }));
  const hhi = HHI_SCALE * sumOf(shares.map(({ share }) => share * share));
  const largest = shares.toSorted((a, b) => b.share - a.share || byCodeUnit(a.issuer, b.issuer));
  const top = (count: number) => sumOf(largest.slice(0, count).map(({ share }) => share));
  return {
    hhi: measured(hhi, evidence),
    effectivePositions: measured(HHI_SCALE / hhi, evidence),
    top3: measured(top(TOP_FEW), evidence),
    top10: measured(top(TOP_MANY), evidence),
    shares: largest,
  };
}
