import { expect, test } from "bun:test";
import type { ServedDesk } from "../support/served-desk.ts";
import { servedSaver } from "./saver.ts";

const CLEANUP = "/api/v1/admin/batch/cleanup-incomplete";

async function cleanUp(served: ServedDesk): Promise<Readonly<Record<string, unknown>>> {
  const response = await served.ask(CLEANUP, { method: "POST" });
  expect(response.status).toBe(200);
  return (await response.json()) as Record<string, unknown>;
}

test("after a night nothing is incomplete, and nothing is deleted", async () => {
  await using served = await servedSaver();
  await served.desk.run();
  expect(await cleanUp(served)).toMatchObject({
    success: true,
    incomplete_found: 0,
    incomplete_deleted: 0,
    deleted_ids: [],
    incomplete: [],
  });
});

test("a snapshot that something else has robbed of a position is told, and left alone", async () => {
  await using served = await servedSaver();
  await served.desk.run();
  const { db } = served.desk.base.writer;
  const key = "SELECT portfolio_id, session FROM snapshot_position WHERE quantity <> 0 LIMIT 1";
  const [id, session] = db.prepare(key).raw().get() as [number, string];
  db.prepare("DELETE FROM snapshot_position WHERE portfolio_id = ? AND session = ?").run(id, session);
  const found = await cleanUp(served);
  expect(found).toMatchObject({ incomplete_found: 1, incomplete_deleted: 0 });
  expect(found.incomplete).toEqual([{ portfolio: expect.any(String), session }]);
  const stored = db.prepare("SELECT 1 FROM snapshot WHERE portfolio_id = ? AND session = ?");
  expect(stored.get(id, session)).toBeDefined();
});
