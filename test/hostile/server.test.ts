import { expect, setDefaultTimeout, test } from "bun:test";
import { existsSync } from "node:fs";
import { TEST_LIMIT_MS, Workplace } from "../support/command.ts";
import { listeningAt } from "../support/listening.ts";
import { marketFile } from "./market-file.ts";
import { expectPlainFault, expectSound } from "./plain-fault.ts";

setDefaultTimeout(TEST_LIMIT_MS);

const STOP_LIMIT_MS = 10_000;

test.each(["SIGTERM", "SIGINT"] as const)("%s ends a server: exit 0, and no log is left", async (signal) => {
  await using work = new Workplace();
  const db = work.path("desk.db");
  await work.run(["prices", "import", work.write("prices.csv", marketFile(5, 50)), "--db", db]);
  const server = await work.start(["serve", "--port", "0", "--db", db]);
  await listeningAt(server);
  await work.run(["setting", "set", "mode", "unified", "--db", db]);
  expect(existsSync(`${db}-wal`)).toBe(true);
  const asked = performance.now();
  server.signal(signal);
  expect((await server.end()).code).toBe(0);
  expect(performance.now() - asked).toBeLessThan(STOP_LIMIT_MS);
  for (const suffix of ["-wal", "-shm"]) expect(existsSync(db + suffix)).toBe(false);
  await expectSound(work, db);
});

test("kill -9 of a server: the next one starts at once", async () => {
  await using work = new Workplace();
  const db = work.path("desk.db");
  const first = await work.start(["serve", "--port", "0", "--db", db]);
  await listeningAt(first);
  first.signal("SIGKILL");
  await first.end();
  const second = await work.start(["serve", "--port", "0", "--db", db]);
  await listeningAt(second);
  second.signal("SIGTERM");
  expect((await second.end()).code).toBe(0);
  await expectSound(work, db);
});

test("a port that another program uses is named, and the database is let go", async () => {
  await using work = new Workplace();
  const db = work.path("desk.db");
  using other = Bun.serve({ hostname: "127.0.0.1", port: 0, fetch: () => new Response("other") });
  const { stderr, ...outcome } = await work.run(["serve", "--port", String(other.port), "--db", db]);
  expectPlainFault({ ...outcome, stderr }, 1, `127.0.0.1:${other.port}`, "Choose another with --port");
  await expectSound(work, db);
  const next = await work.start(["serve", "--port", "0", "--db", db]);
  await listeningAt(next);
});

test.each(["x", "-1", "99999", "80.5", ""])("the port %j is refused", async (port) => {
  await using work = new Workplace();
  const outcome = await work.run([`serve`, `--port=${port}`]);
  expectPlainFault(outcome, 2, "--port", JSON.stringify(port), "is not accepted");
  expect(existsSync(work.path("nightdesk.db"))).toBe(false);
});

test("healthcheck where no server is", async () => {
  await using work = new Workplace();
  const port = await freePort();
  expectPlainFault(
    await work.run(["healthcheck", "--port", String(port)]),
    1,
    `http://127.0.0.1:${port}/health`,
    "is the server up",
  );
});

/** A port that was free a moment ago. */
async function freePort(): Promise<number> {
  const server = Bun.serve({ hostname: "127.0.0.1", port: 0, fetch: () => new Response() });
  const port = server.port ?? 0;
  await server.stop(true);
  return port;
}
