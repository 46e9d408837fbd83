import { afterAll, beforeAll, describe, expect, test } from "bun:test";
import type { ServedDesk } from "../support/served-desk.ts";
import { problemOf } from "./problem-of.ts";
import { SESSIONS, servedSaver } from "./saver.ts";

const BASE = "/api/v1/portfolios";

let served: ServedDesk;
let id = "";

beforeAll(async () => {
  served = await servedSaver();
  id = served.desk.portfolio("Saver").publicId;
});

afterAll(() => served[Symbol.asyncDispose]());

async function get<T = Record<string, unknown>>(path: string): Promise<T> {
  const response = await served.ask(`${BASE}${path}`);
  expect({ path, status: response.status }).toEqual({ path, status: 200 });
  expect(response.headers.get("content-type")).toBe("application/json");
  return (await response.json()) as T;
}

describe("the list", () => {
  const saver = () => ({
    id,
    name: "Saver",
    owner: null,
    currency: "USD",
    inception: "2026-05-18",
    stated_equity: 5_000,
    basis_date: "2026-05-20",
    dividends: "derived",
    snapshot: {
      date: "2026-05-29",
      status: "partial",
      equity: 5_120,
      daily_pnl: 15,
      daily_return: 15 / 5_105,
      position_count: 3,
      coverage: (1_311 - 21) / 1_311,
    },
    untold: null,
  });

  test("all of them, by name, with the newest snapshot or none", async () => {
    const { portfolios } = await get<{ portfolios: { name: string }[] }>("");
    expect(portfolios.map(({ name }) => name)).toEqual(["New & never/run", "Saver"]);
    expect(portfolios).toMatchObject([{ stated_equity: 700.5, snapshot: null }, saver()]);
  });

  test("one of them, by its id or its name", async () => {
    expect(await get(`/${id}`)).toEqual(saver());
    expect(await get("/Saver")).toEqual(saver());
    expect(await get("/New%20%26%20never%2Frun")).toMatchObject({ name: "New & never/run" });
  });
});

describe("the report", () => {
  test("is that of the command line, whatever names the portfolio", async () => {
    const report = JSON.parse(JSON.stringify(served.desk.report("Saver", "2026-05-29")));
    expect(await get(`/${id}/report`)).toEqual(report);
    expect(await get("/Saver/report?date=2026-05-29")).toEqual(report);
  });

  test("has money as decimal numbers, dates as days, and lists where there may be many", async () => {
    const report = await get<{ snapshot: object; positions: object[] }>("/Saver/report?date=2026-05-29");
    expect(report).toMatchObject({ portfolio: { id, name: "Saver", currency: "USD" }, date: "2026-05-29" });
    expect(report.snapshot).toEqual({
      status: "partial",
      equity: 5_120,
      cash_value: 4_229,
      long_value: 1_101,
      short_value: -210,
      gross_exposure: 1_311,
      net_exposure: 891,
      daily_pnl: 15,
      revaluation: 0,
      dividends: 0,
      interest: 0,
      fees: 0,
      daily_realized_pnl: 0,
      currency_pnl: 0,
      unallocated: 0,
      daily_capital_flow: 0,
      daily_return: 15 / 5_105,
      daily_return_reason: null,
      cumulative_pnl: 120,
      cumulative_realized_pnl: 0,
      cumulative_capital_flow: 0,
      entry_value: 621,
      unrealized_pnl: 270,
      inception_adjustment: 150,
      position_count: 3,
      long_count: 2,
      short_count: 1,
      greeks: { delta_dollars: 891, gamma_dollars: 0, theta: 0, vega: 0, rho: 0 },
      coverage: (1_311 - 21) / 1_311,
      flags: ["at_cost"],
      reasons: ["no_price"],
    });
    expect(report.positions[1]).toEqual({
      id: expect.any(String),
      symbol: "FUND",
      position_type: "LONG",
      investment_class: "PUBLIC",
      quantity: 2,
      price: 10.5,
      price_date: "2026-05-20",
      price_age: null,
      market_value: 21,
      reason: null,
      entry_value: 21,
      base_value: 21,
      unrealized_pnl: 0,
      realized_pnl: 0,
      currency_pnl: 0,
      fees: 0,
      fx_rate: null,
      daily_pnl: 0,
      revaluation: 0,
      dividends: 0,
      flags: ["at_cost"],
      inception_adjustment: null,
    });
  });

  test("has a statistic as its value, or null with a reason, and what it rests on", async () => {
    const { risk } = await get<{ risk: Record<string, never> }>("/Saver/report");
    const none = { value: null, reason: "nothing_covered", n: 0, coverage: 0, flags: [] };
    const windows = {
      "90": { beta: none, beta_shrunk: none, coverage: 0 },
      "252": { beta: none, beta_shrunk: none, coverage: 0 },
    };
    expect(risk.market_beta).toMatchObject({
      windows,
      regression: { windows: { "90": { beta: none }, "252": {} } },
    });
    expect(risk.volatility).toMatchObject({ realized_21: none, realized_63: none, realized_252: none });
    const known = { value: expect.any(Number), reason: null, n: 3, flags: [] };
    const sectors = { hhi: known, effective_positions: known, top_3: known, top_10: known };
    expect(risk.sector_exposure).toMatchObject(sectors);
  });

  test("as known before anything was: not found; as known now: what stands", async () => {
    const early = await served.ask(`${BASE}/${id}/report?as_known=2026-05-29T21:59:59%2B00:00`);
    expect((await problemOf(early, "not_found")).detail).toContain("known at 2026-05-29T21:59:59.000Z");
    const late = await get<{ as_known: string; snapshot: object }>(
      "/Saver/report?as_known=2099-01-01T00:00:00-05:00",
    );
    expect(late.as_known).toBe("2099-01-01T05:00:00.000Z");
    expect(late.snapshot).toEqual((await get<{ snapshot: object }>("/Saver/report")).snapshot);
  });

  test("of a portfolio that has no snapshot yet: not found, and what makes one", async () => {
    const response = await served.ask(`${BASE}/New%20%26%20never%2Frun/report`);
    expect((await problemOf(response, "not_found")).detail).toContain('"nightdesk run" makes them');
  });
});

describe("snapshots", () => {
  test("all, some, and the last of some", async () => {
    type Days = { portfolio: object; total: number; snapshots: { date: string }[] };
    const dates = async (query: string) => {
      const { total, snapshots } = await get<Days>(`/Saver/snapshots${query}`);
      return { total, dates: snapshots.map(({ date }) => date) };
    };
    expect(await dates("")).toEqual({ total: 9, dates: [...SESSIONS] });
    const some = ["2026-05-21", "2026-05-22", "2026-05-26"];
    expect(await dates("?from=2026-05-21&to=2026-05-26")).toEqual({ total: 3, dates: some });
    expect(await dates("?from=2026-05-21&to=2026-05-26&limit=2")).toEqual({ total: 3, dates: some.slice(1) });
    expect(await dates("?from=2026-06-01")).toEqual({ total: 0, dates: [] });
    expect(await dates("?from=2026-05-29&to=2026-05-18")).toEqual({ total: 0, dates: [] });
    const { portfolio, snapshots } = await get<Days>("/Saver/snapshots?limit=1");
    expect(portfolio).toEqual({ id, name: "Saver", currency: "USD" });
    expect(snapshots[0]).toMatchObject({ date: "2026-05-29", equity: 5_120, daily_pnl: 15 });
  });

  test("one, with its positions and without the risk", async () => {
    const { risk: _, ...books } = await get<{ risk: object }>("/Saver/report?date=2026-05-22");
    expect(await get("/Saver/snapshots/2026-05-22")).toEqual(books);
  });

  test("a day before the first, and one after the last: not found, with the range there is", async () => {
    for (const date of ["2026-05-15", "2026-06-01"]) {
      const { detail } = await problemOf(await served.ask(`${BASE}/Saver/snapshots/${date}`), "not_found");
      expect(detail).toBe(
        `Saver has no snapshot of ${date}; its snapshots run from 2026-05-18 to 2026-05-29.`,
      );
    }
  });
});

describe("the history", () => {
  test("as JSON", async () => {
    const { history } = await get<{ history: object[] }>("/Saver/history");
    expect(history).toEqual((await get<{ snapshots: object[] }>("/Saver/snapshots")).snapshots);
    expect(await get("/New%20%26%20never%2Frun/history")).toMatchObject({ history: [] });
  });

  test("as CSV: a line a session, what is not known empty", async () => {
    const response = await served.ask(`${BASE}/Saver/history?format=csv&date=2026-05-20`);
    expect(response.status).toBe(200);
    expect(response.headers.get("content-type")).toBe("text/csv; charset=utf-8");
    const [head, ...lines] = (await response.text()).trimEnd().split("\n");
    expect(head).toBe(
      "date,status,equity,cash_value,long_value,short_value,daily_pnl,daily_return,cumulative_pnl,coverage,return_mtd,return_qtd,return_ytd,return_one_year,return_since_inception,flags",
    );
    expect(lines).toHaveLength(3);
    expect(lines[0]).toBe("2026-05-18,complete,5000.00,4250.00,1000.00,-250.00,0.00,0,0.00,1,,,,,0,");
    expect(lines[2]).toMatch(/^2026-05-20,partial,5030\.00,4229\.00,.*,at_cost$/);
  });
});
