import { afterAll, beforeAll, describe, expect, test } from "bun:test";
import { StatementReader } from "../../../src/market/metrics/statement-history.ts";
import { addDays } from "../../../src/platform/iso-date.ts";
import { TemporaryDatabase } from "../../support/temporary-database.ts";
import { Company, quarter, TODAY } from "./told-company.ts";

let base: TemporaryDatabase;
beforeAll(() => {
  base = new TemporaryDatabase();
});
afterAll(() => base[Symbol.dispose]());

describe("what was known on a day before", () => {
  const DAY = addDays(TODAY, 1);
  const known = ({ id }: Company) => {
    const [found] = new StatementReader(base.writer.db).of(id).on(DAY).income_statement;
    return found === undefined ? null : { currency: found.currency, ...found.lines };
  };

  test("has no line of another currency that was told later", () => {
    const company = new Company(base);
    company.tell([quarter({ totalRevenue: 100 }, { currency: "EUR" })]);
    company.tell([quarter({ totalRevenue: 15_000, ebit: 3_000 }, { currency: "JPY" })], "yahoo", 10);
    expect(known(company)).toEqual({ currency: "EUR", totalRevenue: 100, ebit: null, ebitda: null });
  });

  test("has a line of the same that was told later, and is marked from its first day on", () => {
    const company = new Company(base);
    company.tell([quarter({ totalRevenue: 100 })]);
    company.tell([quarter({ totalRevenue: 100, ebit: 7 })], "yahoo", 10);
    expect(known(company)).toMatchObject({ totalRevenue: 100, ebit: 7 });
    expect(company.marks).toEqual([TODAY, TODAY]);
  });

  test.each([
    ["before it was seen here counts from then on", addDays(TODAY, -14), addDays(TODAY, -14)],
    ["after it was seen here takes nothing away", addDays(TODAY, 5), TODAY],
  ])("a filing %s", (_, filingDate, from) => {
    const company = new Company(base);
    company.tell([quarter({ totalRevenue: 100 })]);
    company.tell([quarter({ totalRevenue: 100 }, { filingDate })], "fmp", 10);
    expect(known(company)).toMatchObject({ totalRevenue: 100 });
    expect(company.marks).toEqual([TODAY, from]);
  });
});
