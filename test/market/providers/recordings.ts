export const SPLIT_SUMMER = "chart-AAPL-2020-08-31-to-2020-11-07.json";
/** A recording whose bars are stored, and as what. */
export interface Stored {
  readonly file: string;
  readonly symbol: string;
  readonly from: string;
  readonly through: string;
  readonly now: string;
  readonly facts: Readonly<Record<string, string>>;
  /** session, open, high, low, close, volume */
  readonly bars: readonly (readonly [string, number, number, number, number, number])[];
}

const early = (symbol: string) => ({
  file: `chart-${symbol}-2020-01-01-to-2020-01-03.json`,
  symbol,
  from: "2020-01-01",
  through: "2020-01-02",
});
/** What is then known of the symbol. */
export const fact = (currency: string, type: string, first_trade: string, calendar: string) => ({
  currency,
  type,
  first_trade,
  basis: "as_traded",
  calendar,
});

export const STORED: readonly Stored[] = [
  {
    ...early("0P000071W8.TO"),
    now: "2020-01-03T23:59:00Z",
    facts: fact("CAD", "MUTUALFUND", "2018-01-02", "foreign"),
    bars: [["2020-01-02", 73.72, 73.72, 73.72, 73.72, 0]],
  },
  {
    // The row of 3 January is that day's beginning: at this clock the day is over in London.
    ...early("EURUSD=X"),
    through: "2020-01-03",
    now: "2020-01-04T00:30:00Z",
    facts: fact("USD", "CURRENCY", "2003-12-01", "weekdays"),
    bars: [
      ["2020-01-01", 1.1220826, 1.1228385, 1.1159469, 1.1220826, 0],
      ["2020-01-02", 1.1218938, 1.1227125, 1.116682, 1.1220826, 0],
      ["2020-01-03", 1.1170813, 1.118068, 1.1125698, 1.1171438, 0],
    ],
  },
  {
    ...early("BTC-USD"),
    through: "2020-01-03",
    now: "2020-01-04T00:30:00Z",
    facts: fact("USD", "CRYPTOCURRENCY", "2014-09-17", "everyday"),
    bars: [
      ["2020-01-01", 7194.892, 7254.331, 7174.944, 7200.174, 18565664997],
      ["2020-01-02", 7202.551, 7212.155, 6935.27, 6985.47, 20802083465],
      ["2020-01-03", 6984.429, 7413.715, 6914.996, 7344.884, 28111481032],
    ],
  },
  {
    // New Year is a weekday without a row: absent once, which is not believed before it is said again.
    ...early("GC=F"),
    now: "2020-01-03T23:59:00Z",
    facts: fact("USD", "FUTURE", "2000-08-30", "weekdays"),
    bars: [["2020-01-02", 1518.1, 1528.7, 1518, 1524.5, 214]],
  },
  {
    ...early("OCDO.L"),
    now: "2020-01-03T23:59:00Z",
    facts: fact("GBp", "EQUITY", "2010-07-21", "foreign"),
    bars: [["2020-01-02", 1279.5, 1286.57, 1258, 1259.5, 728520]],
  },
  {
    ...early("CRON"),
    now: "2020-01-03T02:00:00Z",
    facts: fact("USD", "EQUITY", "2018-02-27", "XNYS"),
    bars: [["2020-01-02", 7.92, 7.96, 7.23, 7.36, 12655000]],
  },
  {
    ...early("SPOT"),
    now: "2020-01-03T02:00:00Z",
    facts: fact("USD", "EQUITY", "2018-04-03", "XNYS"),
    bars: [["2020-01-02", 151, 152.8, 149.61, 151.62, 662600]],
  },
  {
    // Asked on the evening of its only day. A month later it would be an answer that ends too early.
    file: "chart-AAPL.json",
    symbol: "AAPL",
    from: "2022-02-22",
    through: "2022-02-22",
    now: "2022-02-22T22:00:00Z",
    facts: fact("USD", "EQUITY", "1980-12-12", "XNYS"),
    bars: [["2022-02-22", 164.98, 166.69, 162.15, 164.32, 91162800]],
  },
];

/** When the recorded answers about 2020 were made. */
const ANSWERED = "2025-02-20T12:00:00Z";

/** A recording of which nothing is stored, and what is said of it by either road. */
export interface Refused {
  readonly file: string;
  readonly symbol: string;
  readonly from: string;
  readonly through: string;
  readonly now: string;
  readonly outcome: string;
  readonly detail: RegExp | null;
}

const ENDS_EARLY = /bars end before the present/;

export const REFUSED: readonly Refused[] = [
  // Of prices that are adjusted to 2025, and the splits between are not in the answer: GOOG's 20:1 of 2022, AAPL's 4:1 of 2020.
  { ...early("AAPL"), now: ANSWERED, outcome: "basis_unknown", detail: ENDS_EARLY },
  { ...early("GOOG"), now: ANSWERED, outcome: "basis_unknown", detail: ENDS_EARLY },
  {
    // AAPL has not split since 2022, but nothing in the answer tells so.
    file: "chart-AAPL.json",
    symbol: "AAPL",
    from: "2022-02-22",
    through: "2022-02-22",
    now: "2025-03-24T14:00:00Z",
    outcome: "basis_unknown",
    detail: ENDS_EARLY,
  },
  {
    // Minutes of a Saturday: there are none, and an answer without a row has nothing that could be on a wrong basis.
    file: "chart-AAPL-2025-02-01-to-2025-02-02-includePrePost-false-interval-1m.json",
    symbol: "AAPL",
    from: "2025-01-31",
    through: "2025-01-31",
    now: "2025-02-02T12:00:00Z",
    outcome: "nothing_new",
    detail: null,
  },
  {
    // Hours of a holiday and no row. What it was made up for, `tradingPeriods`, is not read here.
    file: "chart-TSLA-2025-01-01-to-2025-01-02-interval-1h.fake.json",
    symbol: "TSLA",
    from: "2024-12-31",
    through: "2024-12-31",
    now: "2025-01-02T03:00:00Z",
    outcome: "nothing_new",
    detail: null,
  },
  ...["chart-notimestamp-quotes-length.fake.json", "chart-notimestamp-weird-quote.fake.json"].map((file) => ({
    file,
    symbol: "AAPL",
    from: "2020-01-01",
    through: "2020-01-02",
    now: "2020-01-03T02:00:00Z",
    outcome: "malformed",
    detail: /timestamp/i,
  })),
];
