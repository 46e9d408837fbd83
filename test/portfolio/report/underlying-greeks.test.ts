import { expect, test } from "bun:test";
import type { PositionFigures } from "../../../src/portfolio/report/snapshot-figures.ts";
import { underlyingGreeks } from "../../../src/portfolio/report/underlying-greeks.ts";

const GREEKS = {
  ...{ delta_shares: 10, delta_dollars: 1_000, gamma_dollars: 20, theta: -3, vega: 4, rho: 5 },
  ...{ spot: 100, volatility: 0.2, rate: 0.04, dividend_yield: 0 },
};

function position(given: Partial<PositionFigures>): PositionFigures {
  const zero = { daily_pnl: 0, revaluation: 0, dividends: 0, realized_pnl: 0, currency_pnl: 0, fees: 0 };
  return {
    ...{
      id: "lot",
      symbol: "AAPL",
      position_type: "LONG",
      investment_class: "PUBLIC",
      quantity: 1,
      price: 1,
    },
    ...{ price_date: null, price_age: null, market_value: 0, reason: null, entry_value: 0, base_value: 0 },
    ...{ unrealized_pnl: 0, fx_rate: null, flags: [], ...zero, ...given },
  };
}
const option = (symbol: string, underlying: string, rest: Partial<PositionFigures> = {}) =>
  position({ symbol, underlying, investment_class: "OPTIONS", position_type: "LC", greeks: GREEKS, ...rest });

test("shares and options add up by underlying, in the portfolio's currency; what is unknown is named", () => {
  const sums = underlyingGreeks([
    position({ market_value: 500 }),
    position({ symbol: "MSFT", market_value: 900 }),
    option("AAPL250815C00200000", "AAPL", { fx_rate: 0.5 }),
    option("AAPL250815P00200000", "AAPL"),
    option("VIX250716C00025000", "VIX", { greeks: undefined as never }),
    option("AAPL250715C00200000", "AAPL", { quantity: 0 }),
    position({ symbol: "AAPL", investment_class: "PRIVATE", market_value: 7 }),
  ]);
  expect(sums).toEqual([
    { symbol: "AAPL", delta_dollars: 2_000, gamma_dollars: 30, theta: -4.5, vega: 6, rho: 7.5, without: [] },
    {
      symbol: "^VIX",
      delta_dollars: 0,
      gamma_dollars: 0,
      theta: 0,
      vega: 0,
      rho: 0,
      without: ["VIX250716C00025000"],
    },
  ]);
});

test("without options there is nothing to add up", () => {
  expect(underlyingGreeks([position({ market_value: 500 })])).toEqual([]);
});
