import { describe, expect, test } from "bun:test";
import { listTokens, revokeToken, TokenCheck } from "../../src/server/token-store.ts";
import { ADMIN_TOKEN, ServedDesk } from "../support/served-desk.ts";
import { problemOf } from "./problem-of.ts";

const CURRENT = "/api/v1/admin/batch/run/current";
const RUN = "/api/v1/admin/batch/run";
const LIST = "/api/v1/portfolios";
const WANTING = [
  LIST,
  `${LIST}/a`,
  `${LIST}/a/report`,
  CURRENT,
  RUN,
  "/api/v1",
  "/api",
  "/x",
  "/health/",
  "//",
];
const CHALLENGE = 'Bearer realm="nightdesk"';

test.each(WANTING)("%s wants a token, whatever the method", async (path) => {
  await using served = new ServedDesk();
  for (const method of ["GET", "POST", "PUT", "DELETE", "PATCH", "OPTIONS"]) {
    const response = await served.ask(path, { token: null, method });
    expect(response.headers.get("www-authenticate")).toBe(CHALLENGE);
    await problemOf(response, "unauthorized");
  }
});

test.each(["/", "/health", "/health/ready"])("%s is open, also with a token that is none", async (path) => {
  await using served = new ServedDesk();
  for (const token of [null, "junk"]) expect((await served.ask(path, { token })).status).toBe(200);
});

describe("what is no bearer token of ours", () => {
  test.each([
    "",
    "Bearer",
    "Bearer ",
    "Bearer  ",
    "Bearer x",
    `Bearer ${ADMIN_TOKEN}x`,
    `Bearer ${ADMIN_TOKEN.slice(0, -1)}`,
    `Bearer ${ADMIN_TOKEN} x`,
    `Bearer ${ADMIN_TOKEN},${ADMIN_TOKEN}`,
    `Bearer ${ADMIN_TOKEN.toUpperCase()}`,
    `Bearer "${ADMIN_TOKEN}"`,
    `Basic ${ADMIN_TOKEN}`,
    `Basic ${btoa(`admin:${ADMIN_TOKEN}`)}`,
    `Token ${ADMIN_TOKEN}`,
    ADMIN_TOKEN,
    `Bearer${ADMIN_TOKEN}`,
    `Bearer ${"x".repeat(513)}`,
    `Bearer ${"x".repeat(100_000)}`,
    "Bearer \u00e9\u00e8",
    "Bearer ' OR 1=1 --",
    "Bearer %",
    "Bearer null",
    "Bearer undefined",
  ])("%.60s", async (authorization) => {
    await using served = new ServedDesk();
    const response = await served.ask(LIST, { token: null, headers: { authorization } });
    expect(response.headers.get("www-authenticate")).toBe(CHALLENGE);
    const problem = await problemOf(response, "unauthorized");
    expect(JSON.stringify(problem)).not.toContain(ADMIN_TOKEN.slice(3));
    expect(served.log).toEqual([]);
  });

  test("a hash as the database keeps it", async () => {
    await using served = new ServedDesk();
    await served.token("admin");
    const [row] = served.desk.base.rows<{ hash: string }>("SELECT hash FROM api_token");
    await problemOf(await served.ask(LIST, { token: row?.hash ?? "" }), "unauthorized");
  });

  test("a token in the address, or in a body", async () => {
    await using served = new ServedDesk();
    const { token } = await served.token("admin");
    await problemOf(await served.ask(`${LIST}?token=${token}`, { token: null }), "unauthorized");
    const body = JSON.stringify({ token, access_token: token });
    await problemOf(await served.ask(RUN, { token: null, method: "POST", body }), "unauthorized");
  });
});

test("the word before the token may be in any case", async () => {
  await using served = new ServedDesk();
  for (const word of ["bearer", "BEARER", "Bearer"]) {
    const headers = { authorization: `${word} ${ADMIN_TOKEN}` };
    expect((await served.ask(LIST, { token: null, headers })).status).toBe(200);
  }
});

describe("scopes", () => {
  test("admin may do everything", async () => {
    await using served = new ServedDesk();
    const { token } = await served.token("admin");
    for (const path of [LIST, CURRENT]) expect((await served.ask(path, { token })).status).toBe(200);
    expect((await served.ask(RUN, { token, method: "POST" })).status).toBe(202);
  });

  test("read may read what is no administration", async () => {
    await using served = new ServedDesk();
    const { token } = await served.token("read");
    expect((await served.ask(LIST, { token })).status).toBe(200);
    expect((await served.ask(LIST, { token, method: "HEAD" })).status).toBe(200);
    await problemOf(await served.ask("/nowhere", { token }), "not_found");
    for (const method of ["POST", "PUT", "DELETE", "PATCH", "OPTIONS"]) {
      const { detail } = await problemOf(await served.ask(LIST, { token, method }), "forbidden");
      expect(detail).toBe(`A token of scope read does not permit ${method} ${LIST}.`);
    }
  });

  test.each([
    CURRENT,
    `${CURRENT}?x=/api/v1/portfolios`,
    `${CURRENT}/`,
    "/api/v1/admin/",
    "/api/v1/admin/batch/history/x",
    "/api/v1/%61dmin/batch/run/current",
    "/api/v1/admin%2Fbatch/run/current",
    "/api/v1/./admin/batch/run/current",
    "/api/v1/portfolios/../admin/batch/run/current",
    "/api/v1/portfolios/%2e%2e/admin/batch/run/current",
    "/api/v1//admin/batch/run/current",
    "//api/v1/admin/batch/run/current",
    "/API/V1/ADMIN/batch/run/current",
    "/api/v1/admin/batch/run/current%00",
    "/api/v1/%2561dmin/batch/run/current",
  ])("read gets nothing of the administration: %s", async (path) => {
    await using served = new ServedDesk();
    const { token } = await served.token("read");
    for (const method of ["GET", "HEAD", "POST"]) {
      const { status } = await served.ask(path, { token, method });
      expect([403, 404]).toContain(status);
    }
    expect(served.state.runner.currentId).toBeNull();
  });

  test("ingest may nothing of what there is", async () => {
    await using served = new ServedDesk();
    const { token } = await served.token("ingest");
    for (const path of [LIST, `${LIST}/a/report`, CURRENT, RUN, "/nowhere"]) {
      for (const method of ["GET", "HEAD", "POST"]) {
        expect((await served.ask(path, { token, method })).status).toBe(403);
      }
    }
  });
});

test("a token that is revoked beside the server is refused on the next request, and no other is", async () => {
  await using served = new ServedDesk();
  const { writer } = served.desk.base;
  const [one, other] = [await served.token("read"), await served.token("read")];
  expect((await served.ask(LIST, { token: one.token })).status).toBe(200);
  const at = served.desk.now();
  expect(await writer.transact("revoke", () => revokeToken(writer.orm, one.listed.id, at))).toBe(true);
  await problemOf(await served.ask(LIST, { token: one.token }), "unauthorized");
  expect((await served.ask(LIST, { token: other.token })).status).toBe(200);
  expect((await served.ask(LIST)).status).toBe(200);
  expect(listTokens(writer.orm).map(({ revoked_at: revoked }) => revoked)).toEqual([null, at]);
});

test("a token that is made beside the server counts from the next request on", async () => {
  await using served = new ServedDesk();
  const { token } = await served.token("admin");
  expect((await served.ask(CURRENT, { token })).status).toBe(200);
});

test("no token at all, and none in the settings: nobody gets in", async () => {
  await using base = new ServedDesk();
  await using served = new ServedDesk({ tokens: new TokenCheck(base.state.db, null) });
  await problemOf(await served.ask(LIST), "unauthorized");
  await problemOf(await served.ask(LIST, { token: "null" }), "unauthorized");
});
