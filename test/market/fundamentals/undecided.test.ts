import { describe, expect, test } from "bun:test";
import type { NetworkProvider } from "../../../db/schema/words.ts";
import type { FundamentalPorts } from "../../../src/market/fundamentals/collect-ports.ts";
import { type ProfileGroup, UNTOLD_VALUATION } from "../../../src/market/fundamentals/field-group.ts";
import { FundamentalsTally } from "../../../src/market/fundamentals/fundamentals-counts.ts";
import { ProfileCollector } from "../../../src/market/fundamentals/profile-collector.ts";
import { StatementCollector } from "../../../src/market/fundamentals/statement-collector.ts";
import { StatementNeedReader } from "../../../src/market/fundamentals/statement-needs.ts";
import type {
  FundamentalsProvider,
  ProfileOutcome,
  StatementOutcome,
  StatementQuery,
} from "../../../src/market/providers/fundamentals-provider.ts";
import type { Fault } from "../../../src/market/providers/outcome.ts";
import { addDays, type IsoDate, isoDate } from "../../../src/platform/iso-date.ts";
import { wanted } from "../../support/collecting.ts";
import { TemporaryDatabase } from "../../support/temporary-database.ts";
import { knownSymbol } from "./known-symbol.ts";
import { quarter } from "./told-company.ts";

const NIGHT = isoDate("2026-05-08");
const DOWN: Fault = { kind: "transport", detail: "timeout" };
const NONE = { kind: "no_data", detail: "nothing of it" } as const;
const UNKNOWN = { kind: "not_found", detail: "no such symbol" } as const;
const REFUSED: Fault = { kind: "refused", detail: "status 403" };

const instant = (day: IsoDate) => Date.parse(`${day}T22:00:00Z`);

interface Says {
  readonly profile?: ProfileOutcome;
  readonly statements?: StatementOutcome;
}

/** Providers that say one thing, whatever they are asked, and the statement queries that came. */
class Panel {
  readonly base = new TemporaryDatabase();
  readonly queries: StatementQuery[] = [];
  readonly ports: FundamentalPorts;

  constructor(says: Readonly<Partial<Record<NetworkProvider, Says>>>, night: IsoDate = NIGHT) {
    this.ports = {
      writer: this.base.writer,
      providers: (Object.entries(says) as [NetworkProvider, Says][]).map(([id, each]) =>
        this.#tally(id, each),
      ),
      clock: { now: () => instant(night), elapsed: () => 0 },
      signal: new AbortController().signal,
      runId: "r1",
      night,
      step: async (_, work) => void work(),
    };
  }

  [Symbol.dispose](): void {
    this.base[Symbol.dispose]();
  }

  get states() {
    return this.base.rows("SELECT field_group, night, source, missing FROM field_group_state ORDER BY 1");
  }

  due(night: IsoDate) {
    const question = { now: instant(night), night, isAsked: false };
    return new StatementNeedReader(this.base.writer.db, question).read([wanted("AAA", "2026-01-05", night)])
      .due;
  }

  #tally(id: NetworkProvider, { profile = {}, statements = NONE }: Says): FundamentalsTally {
    const provider: FundamentalsProvider = {
      id,
      groups: new Set<ProfileGroup>(["identity", "valuation"]),
      supports: () => true,
      profiles: async (queries, told) => {
        for (const query of queries) await told(query, profile);
      },
      statements: async (queries, told) => {
        this.queries.push(...queries);
        for (const query of queries) await told(query, statements);
      },
      status: { requests: 0, retries: 0 } as never,
    };
    return new FundamentalsTally(provider);
  }
}

describe("that a spare provider has nothing decides nothing where a better one could not say:", () => {
  test.each([NONE, UNKNOWN])("statements ($kind)", async (nothing) => {
    using panel = new Panel({ yahoo: { statements: DOWN }, polygon: { statements: nothing } });
    knownSymbol(panel.base, "AAA");
    await new StatementCollector(panel.ports).collect(panel.due(NIGHT));
    expect(panel.states).toMatchObject([{ night: null, missing: "transport" }]);
    expect(panel.due(addDays(NIGHT, 3))).toHaveLength(1);
  });

  test.each([NONE, UNKNOWN])("profiles ($kind)", async (nothing) => {
    using panel = new Panel({
      yahoo: { profile: { identity: DOWN } },
      fmp: { profile: { identity: nothing } },
    });
    await profiles(panel, ["identity"]);
    expect(panel.states).toMatchObject([{ night: null, missing: "transport" }]);
  });

  test("but one that refuses will refuse again", async () => {
    using panel = new Panel({ yahoo: { statements: REFUSED }, polygon: { statements: NONE } });
    knownSymbol(panel.base, "AAA");
    await new StatementCollector(panel.ports).collect(panel.due(NIGHT));
    expect(panel.states).toMatchObject([{ night: NIGHT, missing: "no_data" }]);
  });
});

test("what comes along with a spare provider's answer overwrites no better one's of the day", async () => {
  const quote = (some: object) =>
    ({ kind: "told", asOf: NIGHT, values: { ...UNTOLD_VALUATION, currency: "USD", ...some } }) as const;
  using panel = new Panel({
    yahoo: { profile: { valuation: quote({ price: 170, marketCap: 2e12 }), identity: DOWN } },
    polygon: { profile: { valuation: quote({ marketCap: 1e12 }), identity: NONE } },
  });
  await profiles(panel, ["identity", "valuation"]);
  expect(panel.base.rows("SELECT source, price, market_cap FROM valuation")).toEqual([
    { source: "yahoo", price: 170, market_cap: 2e12 },
  ]);
});

describe("statements of which some came before something broke off", () => {
  const part = { kind: "statements", statements: [quarter({ totalRevenue: 5 })], ended: DOWN } as const;
  const whole = {
    kind: "statements",
    statements: [quarter({ totalRevenue: 5 }), quarter({ totalAssets: 7 }, { kind: "balance_sheet" })],
  } as const;

  test("are kept, and all parts are asked for again", async () => {
    using panel = new Panel({ fmp: { statements: part } });
    knownSymbol(panel.base, "AAA");
    await new StatementCollector(panel.ports).collect(panel.due(NIGHT));
    expect(panel.base.rows("SELECT total_revenue FROM income_statement")).toEqual([{ total_revenue: 5 }]);
    expect(panel.states).toMatchObject([{ night: null, missing: "transport" }]);
    const again = addDays(NIGHT, 3);
    const due = panel.due(again);
    expect(due).toMatchObject([{ isPartial: true, known: { quarterly: "2026-03-31" } }]);
    panel.queries.length = 0;
    await new StatementCollector(panel.ports).collect(due);
    expect(panel.queries).toMatchObject([{ known: { quarterly: null, annual: null } }]);
  });

  test("of an earnings day are looked for until all have come", async () => {
    const days = [addDays(NIGHT, 3), addDays(NIGHT, 4)] as const;
    using panel = new Panel({ fmp: { statements: part } }, days[0]);
    const { id } = knownSymbol(panel.base, "AAA");
    const { db } = panel.base.writer;
    db.exec(`INSERT INTO earnings_date (symbol_id, as_of, source, last_date) VALUES (${id}, '${NIGHT}', 'yahoo', '2026-05-06');
      INSERT INTO field_group_state (symbol_id, field_group, night, told_at, failures, tried_at)
        VALUES (${id}, 'statements', '2026-02-06', '2026-02-06T22:00:00.000Z', 0,
          '2026-02-06T22:00:00.000Z')`);
    await new StatementCollector(panel.ports).collect(panel.due(days[0]));
    expect(panel.due(days[1])).toMatchObject([{ why: "earnings", isPartial: true }]);
    const better = { ...panel.ports, providers: new Panel({ fmp: { statements: whole } }).ports.providers };
    await new StatementCollector(better).collect(panel.due(days[1]));
    expect(panel.base.rows("SELECT total_assets FROM balance_sheet")).toEqual([{ total_assets: 7 }]);
    for (const more of [2, 10, 40]) expect(panel.due(addDays(NIGHT, more))).toEqual([]);
  });
});

async function profiles(panel: Panel, groups: readonly ProfileGroup[]): Promise<void> {
  const { symbol } = knownSymbol(panel.base, "AAA");
  const collector = new ProfileCollector(panel.ports);
  await collector.collect([{ symbol, type: "EQUITY", groups, missing: groups, told: [] }]);
  await collector.rest();
}
