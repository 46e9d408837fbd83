import { describe, expect, setDefaultTimeout, test } from "bun:test";
import { isoDate } from "../../src/platform/iso-date.ts";
import { ANYWAY, FIRST, marketWith, sessionAfter } from "../batch/collected-desk.ts";
import { CollectedServer } from "./collected-server.ts";

setDefaultTimeout(120_000);

const ACTIONS = "/admin/data/actions";
const NEXT = sessionAfter(FIRST);
const AFTER_NEXT = sessionAfter(FIRST, 2);
/** The day of what Yahoo lists as a split of 1281 for 1000: so late that the answers of the next nights have it again. */
const EX_DATE = isoDate("2026-05-27");
/** Ten shares became so many if it is one. */
const [BEFORE, AFTER] = [10, 12.81];
const DIVIDEND = { exDate: isoDate("2026-05-26"), amount: 0.5 };

interface Decided {
  readonly decision: string;
  readonly status: string;
  readonly quantity: number;
}

/** A server whose only holding has a doubtful split and a dividend, over more than a year of prices. */
async function doubtful(): Promise<CollectedServer> {
  const none = Object.fromEntries(ANYWAY.map((symbol) => [symbol, []]));
  const server = await CollectedServer.of({
    market: marketWith(["AAA"], { from: isoDate("2025-03-03"), dividends: { ...none, AAA: [DIVIDEND] } }),
    held: ["AAA"],
    providers: ["yahoo"],
  });
  server.collected.distort("AAA", { kind: "spin_off_as_split", exDate: EX_DATE });
  await server.collected.night();
  return server;
}

const quantity = ({ served }: CollectedServer, session: string): unknown =>
  served.desk.base.rows("SELECT quantity FROM snapshot_position WHERE session = ?", session)[0]?.quantity;

const flagsOf = ({ served }: CollectedServer, session: string): string =>
  String(served.desk.base.rows("SELECT flags FROM snapshot WHERE session = ?", session)[0]?.flags);

/** The volatility that the returns of a year give; a split that counts for returns changes one of them. */
function volatility({ served }: CollectedServer, session: string): number {
  const sql = `SELECT value FROM symbol_volatility v JOIN symbol s ON s.id = v.symbol_id
    WHERE s.symbol = 'AAA' AND session = ? AND value IS NOT NULL`;
  const [row] = served.desk.base.rows<{ value: number }>(sql, session);
  if (row === undefined) throw new Error(`there is none of ${session}`);
  return row.value;
}

async function decide(server: CollectedServer, decision: string, kind?: string): Promise<unknown> {
  const day = kind === "cash_dividend" ? DIVIDEND.exDate : EX_DATE;
  const body = { symbol: "aaa", ex_date: day, decision, ...(kind === undefined ? {} : { kind }) };
  const response = await server.post(ACTIONS, body);
  if (response.status !== 200) throw new Error(await response.text());
  return response.json();
}

async function statusOf(server: CollectedServer, kind = "split"): Promise<unknown> {
  const { actions } = await server.get(`${ACTIONS}?status=any&symbol=AAA`);
  return (actions as { kind: string; status: string; decided_at: string | null }[]).find(
    (each) => each.kind === kind,
  );
}

describe("a doubtful split", () => {
  test("changes returns only until somebody decides", async () => {
    await using server = await doubtful();
    expect(await statusOf(server)).toMatchObject({ status: "unconfirmed", decided_at: null });
    expect(quantity(server, FIRST)).toBe(BEFORE);
    expect(flagsOf(server, FIRST)).toContain("unconfirmed_action");
  });

  test.each<Decided>([
    { decision: "confirm", status: "confirmed", quantity: AFTER },
    { decision: "split", status: "confirmed", quantity: AFTER },
    { decision: "stock_dividend", status: "stock_dividend", quantity: AFTER },
    { decision: "spin_off", status: "spin_off", quantity: BEFORE },
    { decision: "reject", status: "rejected", quantity: BEFORE },
  ])("decided as $decision is $status", async (decided) => {
    const { decision, status } = decided;
    await using server = await doubtful();
    const before = volatility(server, FIRST);
    const told = await decide(server, decision);
    const message = `AAA: the split of ${EX_DATE} counts as ${status} by an operator's word`;
    expect(told).toEqual({ symbol: "AAA", ex_date: EX_DATE, kind: "split", decision, message });
    expect(server.notes()).toEqual([`info: ${message}`]);
    expect(await statusOf(server)).toMatchObject({
      status,
      decided_at: expect.stringMatching(/^2026-05-29T22:/),
    });
    expect((await server.get(ACTIONS)).actions).toEqual([]);

    // The next run makes anew what rests on it, with no price asked for.
    await server.served.desk.run();
    expect(quantity(server, FIRST)).toBe(decided.quantity);
    expect(quantity(server, "2026-05-12")).toBe(BEFORE);
    expect(flagsOf(server, FIRST)).not.toContain("unconfirmed_action");
    if (decision === "reject") expect(volatility(server, FIRST)).not.toBeCloseTo(before, 6);
    else expect(volatility(server, FIRST)).toBe(before);

    // The provider says the same on later nights.
    for (const session of [NEXT, AFTER_NEXT]) {
      const report = await server.collected.night(session);
      expect([session, report.status]).toEqual([session, "completed"]);
    }
    expect(await statusOf(server)).toMatchObject({ status, decided_at: expect.any(String) });
    expect(quantity(server, AFTER_NEXT)).toBe(decided.quantity);
  });

  test("may be decided otherwise later", async () => {
    await using server = await doubtful();
    await decide(server, "confirm");
    await server.served.desk.run();
    await decide(server, "spin_off");
    await server.served.desk.run();
    expect(await statusOf(server)).toMatchObject({ status: "spin_off" });
    expect(quantity(server, FIRST)).toBe(BEFORE);
    expect(server.notes()).toHaveLength(2);
  });
});

describe("a dividend", () => {
  const dividends = ({ served }: CollectedServer): unknown =>
    served.desk.base.rows("SELECT dividends FROM snapshot WHERE session = ?", DIVIDEND.exDate)[0]?.dividends;

  test("is cash until it is rejected, and again once it is confirmed", async () => {
    await using server = await doubtful();
    expect(dividends(server)).toBe(500);
    await decide(server, "reject", "cash_dividend");
    expect(await statusOf(server, "cash_dividend")).toMatchObject({ status: "rejected" });
    expect(await statusOf(server)).toMatchObject({ status: "unconfirmed" });
    await server.served.desk.run();
    expect(dividends(server)).toBe(0);
    await server.collected.night(NEXT);
    expect(dividends(server)).toBe(0);
    await decide(server, "confirm", "cash_dividend");
    await server.served.desk.run({ to: NEXT });
    expect(dividends(server)).toBe(500);
  });
});
