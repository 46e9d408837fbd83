import type { Fund } from "./company.ts";
import type { Instrument } from "./instrument.ts";

/** Who runs a fund. */
export const fundAddress = {
  address1: "1 Main Street",
  phone: "1-800-555-0101",
  companyOfficers: [],
  executiveTeam: [],
  maxAge: 86_400,
} as const;

/** What a coin is. */
export function coinProfile({ symbol, firstTrade }: Instrument) {
  return {
    companyOfficers: [],
    name: symbol,
    startDate: firstTrade,
    description: `${symbol} is a cryptocurrency launched in ${firstTrade.slice(0, 4)}.`,
    executiveTeam: [],
    maxAge: 86_400,
  };
}

/** Whose a fund is, and what it costs. */
export function fundProfile(fund: Fund) {
  return {
    maxAge: 1,
    styleBoxUrl: null,
    family: fund.family,
    categoryName: null,
    legalType: null,
    managementInfo: { managerName: null, managerBio: null },
    feesExpensesInvestment: { annualReportExpenseRatio: fund.expenseRatio, projectionValues: {} },
    feesExpensesInvestmentCat: { projectionValuesCat: {} },
    brokerages: [],
  };
}

/** What a fund holds: one sector an object, as Yahoo has it. */
export function topHoldings(fund: Fund) {
  return {
    maxAge: 1,
    cashPosition: 0.0012,
    stockPosition: 0.9988,
    bondPosition: 0,
    otherPosition: 0,
    preferredPosition: 0,
    convertiblePosition: 0,
    holdings: [{ symbol: "MSFT", holdingName: "Microsoft Corp", holdingPercent: 0.0448 }],
    equityHoldings: {
      priceToEarnings: 0.0376,
      priceToBook: 0.2132,
      priceToSales: 0.328,
      priceToCashflow: 0.0548,
    },
    bondHoldings: {},
    bondRatings: [{ us_government: 0 }],
    sectorWeightings: Object.entries(fund.sectorWeights).map(([sector, weight]) => ({ [sector]: weight })),
  };
}
