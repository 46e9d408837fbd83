import { afterAll, beforeAll, describe, expect, setDefaultTimeout, test } from "bun:test";
import { fileURLToPath } from "node:url";
import { type Lot, openingOf } from "../../../src/portfolio/portfolio.ts";
import { readLots } from "../../../src/portfolio/portfolio-source.ts";
import { Desk } from "../../support/desk.ts";

// A busy machine is no fault.
setDefaultTimeout(120_000);

const DEMO = "../../oracle/night/portfolios/";
const UPLOADS = "data/portfolios/";

interface Totals {
  readonly lots: number;
  readonly symbols?: number;
  readonly long: number;
  readonly short: number;
  readonly types?: Readonly<Record<string, number>>;
}

/** Vector 19, and what the uploads are worth at entry. Of the demos all is written down; of the uploads rows and gross. */
const FILES: readonly (readonly [path: string, totals: Totals])[] = [
  [`${DEMO}demo_individual.csv`, { lots: 16, symbols: 16, long: 484_986.03, short: 0 }],
  [`${DEMO}demo_hnw.csv`, { lots: 39, symbols: 30, long: 2_844_520.58, short: 0, types: { LONG: 39 } }],
  [
    `${DEMO}demo_hedgefundstyle.csv`,
    {
      ...{ lots: 30, symbols: 30, long: 3_199_983.78, short: -1_599_996.62 },
      types: { LONG: 13, SHORT: 9, LC: 4, SC: 1, SP: 3 },
    },
  ],
  [`${DEMO}demo_familyoffice_public.csv`, { lots: 12, symbols: 12, long: 1_251_718.31, short: 0 }],
  [`${DEMO}demo_familyoffice_private.csv`, { lots: 9, symbols: 9, long: 950_000, short: 0 }],
  ["../import/test_contrarian_value.csv", { lots: 31, long: 2_828_118, short: -1_322_135.75 }],
  [`${UPLOADS}test_tech_focused_professional.csv`, { lots: 17, long: 2_013_010.75, short: 0 }],
  [`${UPLOADS}test_diversified_growth.csv`, { lots: 52, long: 5_800_218.75, short: 0 }],
  [`${UPLOADS}test_tech_focused_2.csv`, { lots: 16, long: 1_966_259.5, short: 0 }],
  [`${UPLOADS}test_universe_alpha.csv`, { lots: 20, long: 5_400_213, short: 0 }],
  [`${UPLOADS}test_universe_beta.csv`, { lots: 20, long: 5_699_948.5, short: 0 }],
  [`${UPLOADS}test_universe_gamma.csv`, { lots: 20, long: 6_599_926, short: 0 }],
  [`${UPLOADS}test_model_5m.csv`, { lots: 13, long: 4_998_827.75, short: 0 }],
  [`${UPLOADS}test_robo_advisor.csv`, { lots: 25, long: 113_499.04, short: 0 }],
  [`${UPLOADS}test_tech_growth_portfolio.csv`, { lots: 8, long: 125_250, short: 0 }],
  [`${UPLOADS}test_dividend_income_portfolio.csv`, { lots: 9, long: 94_300, short: 0 }],
  [`${UPLOADS}test_balanced_retirement_portfolio.csv`, { lots: 10, long: 94_275, short: 0 }],
  [`${UPLOADS}test_small_test_portfolio.csv`, { lots: 3, long: 20_850, short: 0 }],
];

let desk: Desk;
beforeAll(() => {
  desk = new Desk();
});
afterAll(() => desk[Symbol.asyncDispose]());

const MILLION = 1e6;
/** Quantities and prices have six decimals at most: their products are summed exactly, and rounded once. */
const micro = (value: number) => BigInt(Math.round(value * MILLION));
const toDollars = (sum: bigint) => Math.round(Number(sum) / 1e10) / 100;

function totalsOf(lots: readonly Lot[]): Totals {
  let [long, short] = [0n, 0n];
  const types: Record<string, number> = {};
  for (const lot of lots) {
    const { quantity, price } = openingOf(lot);
    const cost = micro(quantity) * BigInt(lot.multiplier) * micro(price);
    if (cost > 0n) long += cost;
    else short += cost;
    types[lot.type] = (types[lot.type] ?? 0) + 1;
  }
  const symbols = new Set(lots.map(({ symbol }) => symbol)).size;
  return { lots: lots.length, symbols, long: toDollars(long), short: toDollars(short), types };
}

describe("19: the files of the specification as they are stored, at their entry prices to the cent", () => {
  test.each(FILES)("%s", async (path, totals) => {
    const csv = await Bun.file(fileURLToPath(new URL(path, import.meta.url))).text();
    const { id } = await desk.open(path, csv, { equity: "1000000" });
    expect(totalsOf(readLots(desk.base.writer.db, id))).toMatchObject(totals);
  });
});
