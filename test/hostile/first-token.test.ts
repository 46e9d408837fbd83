import { expect, setDefaultTimeout, test } from "bun:test";
import { chmodSync, existsSync, mkdirSync, readFileSync, statSync, symlinkSync } from "node:fs";
import { TEST_LIMIT_MS, Workplace } from "../support/command.ts";
import { asAdmin, firstToken, listeningAt } from "../support/listening.ts";
import { expectPlainFault, expectSound } from "./plain-fault.ts";
import { UNPRIVILEGED } from "./unprivileged.ts";

setDefaultTimeout(TEST_LIMIT_MS);

const CURRENT = "/api/v1/admin/batch/run/current";
const modeOf = (path: string) => (statSync(path).mode & 0o777).toString(8);

test.each(["000", "022", "077"])(
  "the first start writes the token for its owner alone, umask %s",
  async (umask) => {
    await using work = new Workplace();
    const db = work.path("desk.db");
    const through = ["sh", "-c", `umask ${umask}; exec "$@"`, "sh"];
    const server = await work.start(["serve", "--port", "0", "--db", db], { through });
    const url = await listeningAt(server);
    expect(modeOf(`${db}.token`)).toBe("600");
    expect(existsSync(`${db}.token.new`)).toBe(false);
    expect((await asAdmin(db, url + CURRENT)).status).toBe(200);
    server.signal("SIGTERM");
    const { stdout, log } = await server.end();
    expect(stdout + log).not.toContain(firstToken(db));
    expect(stdout).toContain(`an admin token was made; it is in ${db}.token\n`);
  },
);

test("there is one first token: the next start makes none, and tells of none", async () => {
  await using work = new Workplace();
  const db = work.path("desk.db");
  const tokens: string[] = [];
  for (let turn = 1; turn <= 2; turn++) {
    const server = await work.start(["serve", "--port", "0", "--db", db]);
    await listeningAt(server);
    server.signal("SIGTERM");
    expect((await server.end()).stdout.includes("token")).toBe(turn === 1);
    tokens.push(firstToken(db));
  }
  expect(tokens[0]).toBe(tokens[1]);
});

test("a token of the settings, or one that was made before: none is made", async () => {
  await using work = new Workplace();
  const [given, made] = [work.path("given.db"), work.path("made.db")];
  const env = { NIGHTDESK_ADMIN_TOKEN: "0123456789abcdef" };
  await work.run(["token", "create", "--scope", "read", "--db", made]);
  for (const [db, options] of [
    [given, { env }],
    [made, {}],
  ] as const) {
    const server = await work.start(["serve", "--port", "0", "--db", db], options);
    await listeningAt(server);
    expect(existsSync(`${db}.token`)).toBe(false);
    server.signal("SIGTERM");
    expect((await server.end()).stdout).not.toContain("token");
  }
});

test("once every token is revoked the next start makes another, in the place of the first", async () => {
  await using work = new Workplace();
  const db = work.path("desk.db");
  const first = await work.start(["serve", "--port", "0", "--db", db]);
  const url = await listeningAt(first);
  const old = firstToken(db);
  const { stdout } = await work.run(["token", "list", "--json", "--db", db]);
  const [{ id } = { id: "" }] = (JSON.parse(stdout) as { tokens: { id: string }[] }).tokens;
  expect((await asAdmin(db, url + CURRENT)).status).toBe(200);
  expect((await work.run(["token", "revoke", id, "--db", db])).code).toBe(0);
  expect((await asAdmin(db, url + CURRENT)).status).toBe(401);
  first.signal("SIGTERM");
  await first.end();
  const second = await work.start(["serve", "--port", "0", "--db", db]);
  expect((await asAdmin(db, (await listeningAt(second)) + CURRENT)).status).toBe(200);
  expect(firstToken(db)).not.toBe(old);
});

test("where the file cannot be written there is no token either, and no server", async () => {
  await using work = new Workplace();
  const db = work.path("data/desk.db");
  mkdirSync(work.path("data"));
  mkdirSync(`${db}.token`);
  work.write("data/desk.db.token/x", "");
  const outcome = await work.run(["serve", "--port", "0", "--db", db]);
  expectPlainFault(outcome, 1, `${db}.token`, "NIGHTDESK_ADMIN_TOKEN");
  expect((await work.run(["token", "list", "--db", db])).stdout).toBe("no tokens\n");
  await expectSound(work, db);
});

test("a file that lies in the new token's place already is not what it is written into", async () => {
  await using work = new Workplace();
  const db = work.path("desk.db");
  chmodSync(work.write("desk.db.token.new", ""), 0o644);
  await listeningAt(await work.start(["serve", "--port", "0", "--db", db]));
  expect(modeOf(`${db}.token`)).toBe("600");
});

test("a link that lies in the new token's place is not followed", async () => {
  await using work = new Workplace();
  const db = work.path("desk.db");
  symlinkSync(work.write("elsewhere", "theirs\n"), `${db}.token.new`);
  await listeningAt(await work.start(["serve", "--port", "0", "--db", db]));
  expect(readFileSync(work.path("elsewhere"), "utf8")).toBe("theirs\n");
});

test("nobody else can read it", async () => {
  await using work = new Workplace();
  const db = work.path("desk.db");
  const server = await work.start(["serve", "--port", "0", "--db", db]);
  await listeningAt(server);
  if (UNPRIVILEGED.length === 0) return;
  const outcome = await work.run([], { program: [...UNPRIVILEGED, "cat", `${db}.token`] });
  expect(outcome.code).not.toBe(0);
  expect(outcome.stdout).toBe("");
});
