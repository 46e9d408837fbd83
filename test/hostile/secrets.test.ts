import { expect, setDefaultTimeout, test } from "bun:test";
import { readdirSync, readFileSync } from "node:fs";
import { SHORT_BACKFILL } from "../support/backfill.ts";
import { type Outcome, TEST_LIMIT_MS, until, Workplace } from "../support/command.ts";
import { runsIn } from "../support/half-way.ts";
import { listeningAt } from "../support/listening.ts";

setDefaultTimeout(TEST_LIMIT_MS);

const ADMIN = "adm1n-T0ken/with+signs=0123456789";
const SECRETS = {
  NIGHTDESK_ADMIN_TOKEN: ADMIN,
  NIGHTDESK_POLYGON_KEY: "p0lyg0n-Key-abcdef",
  NIGHTDESK_FMP_KEY: "fmp-K3y&with%signs",
  NIGHTDESK_PING_URL: "https://ping.invalid/s3cret-path?k=v4lue",
  NIGHTDESK_WEBHOOK_URL: "https://user:pa55word@hooks.invalid/T0P/S3CRET",
};
const env = { ...SHORT_BACKFILL.env, ...SECRETS, NIGHTDESK_LOG_LEVEL: "trace" };

/** That none of the secrets is in a text, in any of the ways in which it may be written. */
function expectWithout(text: string, secrets: readonly string[]): void {
  const forms = secrets.flatMap((secret) => [
    secret,
    encodeURIComponent(secret),
    JSON.stringify(secret).slice(1, -1),
    btoa(secret),
  ]);
  const found = forms.filter((form) => text.includes(form));
  expect({ found, in: found.length === 0 ? "" : text.slice(0, 2_000) }).toEqual({ found: [], in: "" });
}

const all = ({ stdout, stderr, log }: Outcome) => `${stdout}\n${stderr}\n${log}`;

test("a server at its most talkative tells no token and no key, whatever it is asked with", async () => {
  await using work = new Workplace();
  const db = await SHORT_BACKFILL.write(work);
  const made = await work.run(["token", "create", "--scope", "read", "--json", "--db", db], { env });
  const { token } = JSON.parse(made.stdout) as { token: string };
  expectWithout(made.stderr + made.log, [token]);
  const server = await work.start(["serve", "--port", "0", "--db", db], { env });
  const url = await listeningAt(server);
  const secrets = [...Object.values(SECRETS), token];
  const bearer = (value: string) => ({ headers: { authorization: `Bearer ${value}` } });
  for (const secret of [ADMIN, token, `${token}x`, "x".repeat(600)]) {
    const query = encodeURIComponent(secret);
    for (const path of ["/api/v1/portfolios", "/api/v1/portfolios/x/report", "/api/v1/admin/batch/run"]) {
      for (const init of [
        bearer(secret),
        { headers: { authorization: `Basic ${btoa(secret)}`, cookie: `token=${query}` } },
        { ...bearer(secret), method: "POST", body: '{"token":' },
        { ...bearer(secret), method: "PUT", body: JSON.stringify({ admin_token: secret }) },
      ]) {
        const response = await fetch(`${url}${path}?token=${query}&api_key=${query}`, init);
        const answer = await response.text();
        // Who asks may see again what it wrote into its own address; nobody else's secrets.
        expectWithout(
          answer,
          secrets.filter((each) => each !== secret),
        );
      }
    }
  }
  const run = await fetch(`${url}/api/v1/admin/batch/run`, { ...bearer(ADMIN), method: "POST" });
  expect(run.status).toBe(202);
  await until("the run has ended", () => runsIn(db).at(-1)?.status === "partial");
  server.signal("SIGTERM");
  const outcome = await server.end();
  expect(outcome.code).toBe(0);
  expect(outcome.log).toContain("run ended");
  expectWithout(all(outcome), secrets);
});

test("no command tells a secret, in words, in JSON, in its log or in a fault", async () => {
  await using work = new Workplace();
  const db = await SHORT_BACKFILL.write(work);
  const secrets = Object.values(SECRETS);
  for (const verb of [
    ["doctor"],
    ["plan"],
    ["portfolio", "list"],
    ["token", "list"],
    ["setting", "list"],
    ["run", "--to", "2025-07-02"],
    ["report", "--portfolio", "nowhere"],
    ["report", "--symbol", "AAPL", "--date", "2025-07-02"],
    ["run", "--date", "2025-07-04"],
    ["healthcheck", "--port", "1"],
    ["nowhere"],
  ]) {
    for (const form of [[], ["--json"]]) {
      expectWithout(all(await work.run([...verb, ...form, "--db", db], { env })), secrets);
    }
  }
});

test("a secret that a setting refuses is not told in the refusal", async () => {
  await using work = new Workplace();
  for (const [name, bad] of [
    ["NIGHTDESK_ADMIN_TOKEN", "sh0rt-one"],
    ["NIGHTDESK_POLYGON_KEY", "with a space-s3cret"],
    ["NIGHTDESK_PING_URL", "ftp://s3cret-host.invalid/x"],
  ] as const) {
    for (const form of [[], ["--json"]]) {
      const outcome = await work.run(["doctor", ...form], { env: { [name]: bad } });
      expect(outcome.code).not.toBe(0);
      expectWithout(all(outcome), [bad]);
      const serve = await work.run(["serve", "--port", "0", ...form], { env: { [name]: bad } });
      expect(serve.code).toBe(2);
      expectWithout(all(serve), [bad]);
    }
  }
});

test("what is kept of a secret's name and a token's hash is all that lies in the folder", async () => {
  await using work = new Workplace();
  const db = await SHORT_BACKFILL.write(work);
  const made = await work.run(["token", "create", "--scope", "admin", "--json", "--db", db], { env });
  const { token } = JSON.parse(made.stdout) as { token: string };
  await SHORT_BACKFILL.run(work, db, { env });
  await work.run(["backup", "copy.db", "--db", db], { env });
  for (const name of readdirSync(work.folder)) {
    expectWithout(readFileSync(work.path(name), "latin1"), [token, ...Object.values(SECRETS)]);
  }
});
