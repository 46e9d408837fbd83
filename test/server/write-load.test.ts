import { expect, setDefaultTimeout, test } from "bun:test";
import { brokenIdentities } from "../../src/portfolio/identities.ts";
import { TEST_LIMIT_MS, until } from "../support/command.ts";
import { type Body, BooksDesk, type Told } from "./books-desk.ts";

setDefaultTimeout(TEST_LIMIT_MS);

const MANY = 100;
const EDITED = 20;

/** Starts a night over HTTP; one that is in progress is told as such. */
async function startNight(desk: BooksDesk): Promise<number> {
  return (await desk.served.ask("/api/v1/admin/batch/run", { method: "POST" })).status;
}

/** A hundred portfolios are opened, with a lot in each, while others are traded, renamed, paid into and deleted. */
function wave(
  desk: BooksDesk,
  name: string,
  ids: readonly string[],
  lots: readonly string[],
): Promise<readonly Told[]> {
  const opened = Array.from({ length: MANY }, async (_, at) => {
    const terms = { name: `${name} ${at}`, equity: 1_000, inception: "2026-05-18" };
    const told = await desk.ask("POST", "", terms, { "idempotency-key": `${name} ${at}` });
    const lot = { symbol: at % 2 === 0 ? "AAPL" : "MSFT", quantity: 1, price: 50, date: "2026-05-19" };
    return [told, await desk.ask("POST", `/${told.body.id}/positions`, lot)];
  });
  const edited = ids.flatMap((id, at) => [
    desk.ask("POST", `/${id}/flows`, {
      change_type: "CONTRIBUTION",
      amount: 10.01,
      change_date: "2026-05-20",
    }),
    desk.ask("POST", `/${id}/positions/${lots[at]}/close`, { date: "2026-05-21", price: 48, quantity: 1 }),
    desk.ask("PATCH", `/${id}`, { owner: name }),
    desk.ask("PATCH", `/${id}/positions/${lots[at]}`, { price: 50 + at / 10, reason: name }),
    desk.ask("GET", `/${id}/positions`),
  ]);
  return Promise.all([...opened, ...edited]).then((told) => told.flat());
}

test("a hundred clients write while nights run: nothing is lost, nobody waits in vain, and the next night is current", async () => {
  await using desk = await BooksDesk.of();
  const { pool, state } = desk.served;
  const ids: string[] = [];
  for (let at = 0; at < EDITED; at += 1) ids.push(await desk.portfolio(`Edited ${at}`));
  const lots = await Promise.all(ids.map((id) => desk.lot(id)));
  const doomed = await desk.portfolio("Doomed");
  await desk.lot(doomed);

  // The first wave while a night runs as it comes, the second while one stands still between its plan and its snapshots.
  expect(await startNight(desk)).toBe(202);
  const writing = wave(desk, "First", ids, lots);
  expect(state.runner.currentId).not.toBeNull();
  const first = await writing;
  await state.runner.idle();
  pool.hold("account");
  expect(await startNight(desk)).toBe(202);
  await until("the night accounts", () => pool.waiting > 0);
  const second = await wave(desk, "Second", ids, lots);
  expect((await desk.ask("DELETE", `/${doomed}`)).status).toBe(200);
  expect(state.runner.currentId).not.toBeNull();
  pool.letGo();
  await state.runner.idle();

  const told = [...first, ...second];
  expect(told).toHaveLength(2 * (2 * MANY + 5 * EDITED));
  expect(
    Object.groupBy(told, ({ status }) => (status < 300 ? "good" : JSON.stringify(status))).good,
  ).toHaveLength(told.length);
  const { base } = desk.served.desk;
  expect((await desk.served.desk.plan()).empty).toBe(false);

  expect(await startNight(desk)).toBe(202);
  await state.runner.idle();
  const runs = base.rows<{ status: string }>("SELECT status FROM batch_run ORDER BY started_at");
  expect(runs.map(({ status }) => status)).toEqual(["completed", "completed", "completed"]);
  expect((await desk.served.desk.plan()).empty).toBe(true);
  expect(desk.served.log.filter((line) => line.includes("request failed"))).toEqual([]);
  expect(brokenIdentities(base.writer.db)).toEqual([]);

  const { portfolios } = (await desk.get("")) as { portfolios: Body[] };
  expect(portfolios).toHaveLength(2 * MANY + EDITED);
  for (const { id, snapshot } of portfolios) {
    expect(snapshot).toMatchObject({ date: "2026-05-29" });
    expect(await desk.get(`/${id}/report`)).toMatchObject({ overtaken: false });
  }
  for (const [at, id] of ids.entries()) {
    expect(await desk.get(`/${id}`)).toMatchObject({ owner: "Second" });
    expect(await desk.get(`/${id}/flows`)).toMatchObject({ total: 2, totals: [{ net: 20.02 }] });
    expect(await desk.get(`/${id}/positions/${lots[at]}`)).toMatchObject({
      position: { quantity: 8, opening: { price: 50 + at / 10 }, value: { market_value: 8 * 42 } },
    });
    expect(await desk.get(`/${id}/report`)).toMatchObject({ snapshot: { cumulative_capital_flow: 20.02 } });
  }
});
