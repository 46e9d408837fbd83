import { afterAll, beforeAll, describe, expect, test } from "bun:test";
import type { ServedDesk } from "../support/served-desk.ts";
import { problemOf } from "./problem-of.ts";
import { servedSaver } from "./saver.ts";

interface TagView {
  readonly id: string;
  readonly name: string;
  readonly [key: string]: unknown;
}

let served: ServedDesk;
let saver = "";
let other = "";

beforeAll(async () => {
  served = await servedSaver();
  const { desk } = served;
  saver = `/portfolios/${desk.portfolio("Saver").publicId}`;
  other = `/portfolios/${desk.portfolio("New & never/run").publicId}`;
});

afterAll(() => served[Symbol.asyncDispose]());

const ask = (method: string, path: string, body?: unknown, headers = {}) =>
  served.ask(`/api/v1${path}`, {
    method,
    headers,
    ...(body === undefined ? {} : { body: JSON.stringify(body) }),
  });

async function answer<T>(method: string, path: string, body?: unknown, status = 200): Promise<T> {
  const response = await ask(method, path, body);
  const text = await response.text();
  expect({ path, status: response.status, text: status < 400 ? "" : text }).toMatchObject({ path, status });
  return JSON.parse(text) as T;
}

const make = (name: string, owner = "") =>
  answer<TagView>("POST", owner === "" ? "/tags" : `/tags?owner=${owner}`, { name }, 201);
const lotOf = (portfolio: string, symbol: string) => {
  const sql =
    "SELECT l.public_id AS id FROM lot l JOIN portfolio p ON p.id = l.portfolio_id WHERE p.public_id = ? AND l.symbol = ?";
  return String(served.desk.base.rows(sql, portfolio.slice("/portfolios/".length), symbol)[0]?.id);
};
const linkOf = (portfolio: string, symbol: string, { id }: TagView) =>
  `${portfolio}/positions/${lotOf(portfolio, symbol)}/tags/${id}`;

describe("tags", () => {
  test("are made, listed, changed and archived", async () => {
    const made = await answer<TagView>(
      "POST",
      "/tags?owner=Ada",
      { name: " income ", color: "#4caf50", description: "pays" },
      201,
    );
    expect(made).toEqual({
      id: expect.any(String),
      owner: "Ada",
      kind: "user",
      name: "income",
      color: "#4CAF50",
      description: "pays",
      archived_at: null,
    });
    const plain = await make("growth", "Ada");
    expect(plain).toMatchObject({ color: "#4A90E2", description: null });
    const names = async (query: string) =>
      (await answer<{ tags: TagView[] }>("GET", `/tags?${query}`)).tags.map(({ name }) => name);
    expect(await names("owner=Ada")).toEqual(["growth", "income"]);
    expect(await names("owner=Bea")).toEqual([]);
    expect(await answer("GET", `/tags/${made.id}`)).toEqual(made);
    expect(await answer("PATCH", `/tags/${made.id}`, { name: "yield", description: null })).toEqual({
      ...made,
      name: "yield",
      description: null,
    });
    expect(await answer("DELETE", `/tags/${made.id}`)).toMatchObject({ archived_at: expect.any(String) });
    expect(await names("owner=Ada")).toEqual(["growth"]);
    expect(await names("owner=Ada&archived=true")).toEqual(["yield"]);
    // Archived twice under one name, and brought back only where the name is free.
    const again = await make("yield", "Ada");
    expect(
      (await problemOf(await ask("PATCH", `/tags/${made.id}`, { archived: false }), "conflict")).detail,
    ).toContain('a tag "yield" already');
    await answer("DELETE", `/tags/${again.id}`);
    expect(await answer("PATCH", `/tags/${made.id}`, { archived: false })).toMatchObject({
      archived_at: null,
    });
  });

  test("have one name each, and an owner of their own", async () => {
    const [one] = [await make("taken"), await make("taken", "Eve")];
    const two = await make("free");
    await problemOf(await ask("POST", "/tags", { name: "taken" }), "conflict");
    await problemOf(await ask("PATCH", `/tags/${two.id}`, { name: "taken" }), "conflict");
    expect(await answer("PATCH", `/tags/${one.id}`, { name: "taken", color: "#000000" })).toMatchObject({
      color: "#000000",
    });
  });

  test.each([
    ["POST", "/tags", {}, "name"],
    ["POST", "/tags", { name: " " }, "name"],
    ["POST", "/tags", { name: "x".repeat(51) }, "name"],
    ["POST", "/tags", { name: "x", color: "red" }, "#RRGGBB"],
    ["POST", "/tags", { name: "x", kind: "sector" }, "kind"],
    ["POST", "/tags?ownr=Ada", { name: "x" }, "ownr"],
    ["GET", "/tags?kind=other", undefined, "kind"],
    ["PATCH", "/tags/none", {}, "say what to change"],
    ["POST", "PORTFOLIO/sector-tags/restore", { force: true }, "force"],
  ])("%s %s with %j is refused, naming %s", async (method, path, body, words) => {
    const { detail } = await problemOf(
      await ask(method, path.replace("PORTFOLIO", saver), body),
      "bad_request",
    );
    expect(detail).toContain(words);
  });

  test("that there are not are not found", async () => {
    for (const [method, body] of [["GET"], ["PATCH", { name: "x" }], ["DELETE"]] as const)
      await problemOf(await ask(method, "/tags/none", body), "not_found");
  });

  test("are made once, however often a request comes with one key", async () => {
    const headers = { "idempotency-key": "tag once" };
    const answers = [];
    for (let time = 0; time < 2; time += 1)
      answers.push(await (await ask("POST", "/tags", { name: "once" }, headers)).json());
    expect(answers[1]).toEqual(answers[0]);
  });
});

describe("a position", () => {
  test("bears and loses its owner's tags; either twice is no fault", async () => {
    const tag = await make("core");
    const link = linkOf(saver, "AAPL", tag);
    const mine = async () => {
      const { tags } = await answer<{ tags: TagView[] }>("GET", link.slice(0, link.lastIndexOf("/")));
      return tags.filter(({ kind }) => kind === "user").map(({ name }) => name);
    };
    for (let time = 0; time < 2; time += 1)
      expect(await answer("PUT", link)).toMatchObject({ symbol: "AAPL" });
    expect(await mine()).toEqual(["core"]);
    const { tags } = await answer<{ tags: TagView[] }>("GET", "/tags?kind=user");
    expect(tags.find(({ name }) => name === "core")).toMatchObject({ position_count: 1 });
    for (let time = 0; time < 2; time += 1) await answer("DELETE", link);
    expect(await mine()).toEqual([]);
    await answer("PUT", link);
    await answer("DELETE", `/tags/${tag.id}`);
    expect(await mine()).toEqual([]);
    await problemOf(await ask("PUT", link), "conflict");
  });

  test("of another portfolio, or a tag of another owner, is not found", async () => {
    const tag = await make("mine");
    const foreign = await make("theirs", "Ada");
    const stranger = `${other}/positions/${lotOf(saver, "AAPL")}/tags`;
    for (const path of [
      linkOf(saver, "AAPL", foreign),
      `${stranger}/${tag.id}`,
      linkOf(saver, "AAPL", { id: "none", name: "" }),
    ]) {
      await problemOf(await ask("PUT", path), "not_found");
      await problemOf(await ask("DELETE", path), "not_found");
    }
    await problemOf(await ask("GET", stranger), "not_found");
    await problemOf(await ask("POST", "/portfolios/none/sector-tags/restore"), "not_found");
  });

  test("is tagged with its sector by the night, and at once when that is asked for", async () => {
    expect(await answer<object>("POST", `${saver}/sector-tags/restore`)).toEqual({
      date: "2026-05-29",
      positions_tagged: 3,
      positions_skipped: 0,
      tags_created: 0,
      tags_applied: [{ tag_name: "Uncategorized", position_count: 3 }],
    });
    served.desk.base.writer.db.exec(
      "INSERT INTO symbol_sector VALUES ('AAPL', '2026-05-01', 'technology', 'test')",
    );
    expect(await answer<object>("POST", `${saver}/sector-tags/restore`)).toEqual({
      date: "2026-05-29",
      positions_tagged: 3,
      positions_skipped: 0,
      tags_created: 1,
      tags_applied: [
        { tag_name: "Technology", position_count: 1 },
        { tag_name: "Uncategorized", position_count: 2 },
      ],
    });
    expect(await answer("POST", `${other}/sector-tags/restore`)).toMatchObject({
      date: null,
      positions_tagged: 0,
    });
  });

  test("has sector tags that only nightdesk gives and takes, and that stay away once archived", async () => {
    const { tags } = await answer<{ tags: TagView[] }>("GET", "/tags?kind=sector&owner=");
    const sector = tags.find(({ name }) => name === "Technology") as TagView;
    for (const method of ["PUT", "DELETE"])
      await problemOf(await ask(method, linkOf(saver, "AAPL", sector)), "conflict");
    await problemOf(await ask("PATCH", `/tags/${sector.id}`, { name: "Tech" }), "conflict");
    await problemOf(await ask("PATCH", `/tags/${sector.id}`, { description: "mine" }), "conflict");
    expect(await answer("PATCH", `/tags/${sector.id}`, { color: "#000000" })).toMatchObject({
      color: "#000000",
    });
    const restored = () => answer("POST", `${saver}/sector-tags/restore`);
    await answer("DELETE", `/tags/${sector.id}`);
    expect(await restored()).toMatchObject({ positions_tagged: 2, positions_skipped: 1, tags_created: 0 });
    await answer("PATCH", `/tags/${sector.id}`, { archived: false });
    expect(await restored()).toMatchObject({ positions_tagged: 3, positions_skipped: 0, tags_created: 0 });
  });
});

test("reading takes a reader's token, writing an admin's", async () => {
  const { token } = await served.token("read");
  const status = async (method: string, path: string) =>
    (await served.ask(`/api/v1${path}`, { method, token })).status;
  expect(await status("GET", "/tags")).toBe(200);
  for (const [method, path] of [
    ["POST", "/tags"],
    ["DELETE", "/tags/x"],
    ["POST", `${saver}/sector-tags/restore`],
  ] as const)
    expect(await status(method, path)).toBe(403);
});
