import { afterAll, beforeAll, describe, expect, test } from "bun:test";
import fc from "fast-check";
import { addDays, isoDate } from "../../../src/platform/iso-date.ts";
import { TemporaryDatabase } from "../../support/temporary-database.ts";
import { Company, END, quarter, TODAY } from "./told-company.ts";

let base: TemporaryDatabase;

beforeAll(() => {
  base = new TemporaryDatabase();
});
afterAll(() => base[Symbol.dispose]());

test("a new period is stored with what was told, and with a zero where one was", () => {
  const company = new Company(base);
  const filed = { filingDate: isoDate("2026-05-01"), fiscalYear: 2026, fiscalQuarter: 2 };
  const told = [
    quarter({ totalRevenue: 100, interestExpense: 0 }, filed),
    quarter({ totalAssets: 7 }, { ...filed, kind: "balance_sheet" }),
    quarter({ capitalExpenditures: -3 }, { ...filed, kind: "cash_flow" }),
  ];
  expect(company.tell(told)).toEqual({ newest: END, periods: 3, restated: 0 });
  expect(company.rows()).toMatchObject([
    {
      ...{
        period_end: END,
        currency: "USD",
        fiscal_year: 2026,
        fiscal_quarter: 2,
        filing_date: "2026-05-01",
      },
      ...{ source: "yahoo", first_seen_on: TODAY, changed_on: TODAY },
      ...{ total_revenue: 100, interest_expense: 0, net_income: null },
    },
  ]);
  expect(company.rows("balance_sheet")).toMatchObject([{ total_assets: 7 }]);
  expect(company.rows("cash_flow")).toMatchObject([{ capital_expenditures: -3 }]);
  // What was filed before it was seen was known from its filing on.
  expect(company.marks).toEqual(["2026-05-01"]);
});

test("the same again changes nothing, and marks nothing", () => {
  const company = new Company(base);
  company.tell([quarter({ totalRevenue: 100 })]);
  const before = company.rows();
  expect(company.tell([quarter({ totalRevenue: 100 })], "yahoo", 7)).toEqual({
    newest: END,
    periods: 0,
    restated: 0,
  });
  expect(company.rows()).toEqual(before);
  expect([company.revisions, company.marks]).toEqual([[], [TODAY]]);
});

test("a null never overwrites a value, and a line that comes later is no restatement", () => {
  const company = new Company(base);
  company.tell([quarter({ totalRevenue: 100, interestExpense: 0 })]);
  const { restated } = company.tell([quarter({ netIncome: 5 }, { currency: null })], "yahoo", 7);
  expect(restated).toBe(0);
  expect(company.rows()).toMatchObject([
    {
      total_revenue: 100,
      interest_expense: 0,
      net_income: 5,
      currency: "USD",
      changed_on: addDays(TODAY, 7),
    },
  ]);
  expect(company.revisions).toEqual([]);
  expect(company.marks).toEqual([TODAY, TODAY]);
});

test("a restatement keeps the old figures, and no others, as often as there is one", () => {
  const company = new Company(base);
  company.tell([quarter({ totalRevenue: 100, netIncome: 5, interestExpense: 0 })]);
  expect(company.tell([quarter({ totalRevenue: 90, netIncome: 5 })], "yahoo", 7).restated).toBe(1);
  expect(company.tell([quarter({ totalRevenue: 95, interestExpense: 2 })], "yahoo", 7).restated).toBe(1);
  expect(company.rows()).toMatchObject([
    {
      total_revenue: 95,
      net_income: 5,
      interest_expense: 2,
      first_seen_on: TODAY,
      changed_on: addDays(TODAY, 14),
    },
  ]);
  const old = { kind: "income_statement", frequency: "quarterly", period_end: END, old_source: "yahoo" };
  expect(company.revisions).toEqual([
    { ...old, seq: 1, old_figures: '{"totalRevenue":100}', replaced_on: addDays(TODAY, 7) },
    {
      ...old,
      seq: 2,
      old_figures: '{"totalRevenue":90,"interestExpense":0}',
      replaced_on: addDays(TODAY, 14),
    },
  ]);
});

describe("a provider that is believed less", () => {
  test("fills gaps only, and does not take the statement over", () => {
    const company = new Company(base);
    company.tell([quarter({ totalRevenue: 100 }, { filingDate: null })]);
    const told = quarter(
      { totalRevenue: 99, netIncome: 5 },
      { filingDate: isoDate("2026-05-01"), fiscalQuarter: 2 },
    );
    expect(company.tell([told], "fmp").restated).toBe(0);
    expect(company.rows()).toMatchObject([
      { source: "yahoo", total_revenue: 100, net_income: 5, filing_date: "2026-05-01", fiscal_quarter: 2 },
    ]);
    expect(company.revisions).toEqual([]);
  });

  test("fills no gap with amounts in another currency", () => {
    const company = new Company(base);
    company.tell([quarter({ totalRevenue: 100 })]);
    company.tell([quarter({ netIncome: 5 }, { currency: "EUR" })], "polygon");
    expect(company.rows()).toMatchObject([{ currency: "USD", total_revenue: 100, net_income: null }]);
  });

  test("gives way to one that is believed more, whose word is kept as what it was", () => {
    const company = new Company(base);
    company.tell([quarter({ totalRevenue: 99, netIncome: 5 })], "fmp");
    expect(company.tell([quarter({ totalRevenue: 100 })], "yahoo").restated).toBe(1);
    expect(company.rows()).toMatchObject([{ source: "yahoo", total_revenue: 100, net_income: 5 }]);
    expect(company.revisions).toMatchObject([{ old_source: "fmp", old_figures: '{"totalRevenue":99}' }]);
  });
});

test("amounts in another currency replace all that was told, for they cannot stand beside each other", () => {
  const company = new Company(base);
  company.tell([quarter({ totalRevenue: 100, netIncome: 5 })]);
  expect(company.tell([quarter({ totalRevenue: 92 }, { currency: "EUR" })]).restated).toBe(1);
  expect(company.rows()).toMatchObject([{ currency: "EUR", total_revenue: 92, net_income: null }]);
  const [{ old_figures: old } = { old_figures: "" }] = company.revisions;
  expect(JSON.parse(String(old))).toEqual({ totalRevenue: 100, netIncome: 5, currency: "USD" });
});

test("two providers' ends of one period are one period; a quarter apart they are two, and so are two frequencies", () => {
  const company = new Company(base);
  company.tell([quarter({ totalRevenue: 100 }, { periodEnd: isoDate("2026-03-28") })]);
  const near = company.tell([quarter({ netIncome: 5 }, { periodEnd: END })], "fmp");
  expect(near).toMatchObject({ periods: 0, newest: isoDate("2026-03-28") });
  company.tell([
    quarter({ totalRevenue: 80 }, { periodEnd: isoDate("2025-12-31") }),
    quarter({ totalRevenue: 400 }, { frequency: "annual" }),
    quarter({ totalRevenue: 390 }, { frequency: "trailing" }),
  ]);
  expect(
    company.rows().map(({ frequency, period_end, total_revenue }) => [frequency, period_end, total_revenue]),
  ).toEqual([
    ["annual", "2026-03-31", 400],
    ["quarterly", "2025-12-31", 80],
    ["quarterly", "2026-03-28", 100],
    ["trailing", "2026-03-31", 390],
  ]);
});

describe("the label of a period", () => {
  const year = quarter({ totalRevenue: 400 }, { frequency: "annual", periodEnd: isoDate("2025-09-27") });

  test("is counted from the years that are told with it", () => {
    const company = new Company(base);
    company.tell([quarter({ totalRevenue: 100 }), year]);
    expect(company.rows().map(({ fiscal_year, fiscal_quarter }) => [fiscal_year, fiscal_quarter])).toEqual([
      [2025, null],
      [2026, 2],
    ]);
  });

  test("is counted from the profile where no year has been told", () => {
    const company = new Company(base);
    base.writer.db
      .prepare(
        "INSERT INTO profile (symbol_id, as_of, source, fiscal_year_end) VALUES (?, '2026-01-05', 'yahoo', '06-30')",
      )
      .run(company.id);
    company.tell([quarter({ totalRevenue: 100 })]);
    expect(company.rows()).toMatchObject([{ fiscal_year: 2026, fiscal_quarter: 3 }]);
  });

  test("is unknown where nobody says when years end, and the provider's own stands before a count", () => {
    const company = new Company(base);
    company.tell([quarter({ totalRevenue: 100 })]);
    expect(company.rows()).toMatchObject([{ fiscal_year: null, fiscal_quarter: null }]);
    const other = new Company(base);
    other.tell([quarter({ totalRevenue: 100 }, { fiscalYear: 2027, fiscalQuarter: 1 }), year]);
    expect(other.rows()).toMatchObject([{}, { fiscal_year: 2027, fiscal_quarter: 1 }]);
  });
});

test("a company that tells no quarters is known by its years", () => {
  const company = new Company(base);
  const annual = quarter({ totalRevenue: 400 }, { frequency: "annual", periodEnd: isoDate("2025-12-31") });
  expect(company.tell([annual]).newest).toBe(isoDate("2025-12-31"));
  expect(company.tell([quarter({ totalRevenue: 100 }), annual]).newest).toBe(END);
});

const LINES = ["totalRevenue", "netIncome", "interestExpense"] as const;
const RANKS = { yahoo: 0, yahooquery: 1, polygon: 2, fmp: 3 } as const;

test("whoever tells what in whichever order: no value is lost, and every one that was replaced is kept", () => {
  const tellings = fc.array(
    fc.record({
      provider: fc.constantFrom("yahoo", "yahooquery", "polygon", "fmp"),
      figures: fc.dictionary(fc.constantFrom(...LINES), fc.integer({ min: -1, max: 2 }), { minKeys: 1 }),
    }),
    { minLength: 1, maxLength: 8 },
  );
  fc.assert(
    fc.property(tellings, (all) => {
      const company = new Company(base);
      let source: keyof typeof RANKS = all[0]?.provider ?? "yahoo";
      const known: Record<string, number> = {};
      const replaced: [string, string, number][] = [];
      for (const { provider, figures } of all) {
        const isBelieved = RANKS[provider] <= RANKS[source];
        let [hasChanged, before] = [false, source];
        for (const [line, value] of Object.entries(figures)) {
          const old = known[line];
          if (old === value || (old !== undefined && !isBelieved)) continue;
          if (old !== undefined) replaced.push([before, line, old]);
          known[line] = value;
          hasChanged = true;
        }
        if (hasChanged && isBelieved) source = provider;
        before = source;
        company.tell([quarter(figures)], provider, 1);
      }
      const [row] = company.rows();
      expect(row?.source).toBe(source);
      expect([row?.total_revenue, row?.net_income, row?.interest_expense]).toEqual(
        LINES.map((line) => known[line] ?? null),
      );
      const kept = company.revisions.flatMap(({ old_source, old_figures }) =>
        Object.entries(JSON.parse(String(old_figures)) as Record<string, number>).map(([line, value]) => [
          old_source,
          line,
          value,
        ]),
      );
      const ordered = (list: readonly unknown[]) => list.map((each) => JSON.stringify(each)).sort();
      expect(ordered(kept)).toEqual(ordered(replaced));
    }),
  );
});
