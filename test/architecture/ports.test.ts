import { describe, expect, test } from "bun:test";
import { leaksOf, portViolations } from "./ports.ts";
import { readTree } from "./tree.ts";

describe("what goes around the ports is found", () => {
  test.each([
    ["const a = Date.now();", "Date.now"],
    ["const clock = { now: Date.now };", "Date.now"],
    ["const a = Date\n  .now();", "Date.now"],
    ["const a = new Date();", "new Date()"],
    ["const a = new Date( /* now */ );", "new Date()"],
    ["const a = new Date;", "new Date()"],
    ["const a = Date();", "Date()"],
    ["const a = Math.random() * 6;", "Math.random"],
    ["const a = await fetch(url);", "fetch("],
    ["return fetch(url, { signal });", "fetch("],
    ["const a = ok ? fetch(url) : null;", "fetch("],
    ["if (await fetch(url)) {}", "fetch("],
    ["{ fetch(url); }", "fetch("],
    ["const get = () => fetch(url);", "fetch("],
    ["const a = globalThis.fetch;", "fetch("],
    ["const a = performance.now();", "performance.now"],
    ["const a = process.hrtime.bigint();", "process.hrtime"],
    ["const a = Bun.nanoseconds();", "Bun.nanoseconds"],
    ["process.exit(1);", "process.exit"],
    ["process.exitCode = 1;", "process.exit"],
    ["crypto.getRandomValues(bytes);", "crypto's chance"],
    ["const a = crypto.randomUUID();", "crypto's chance"],
    ['import { randomBytes } from "node:crypto";', "crypto's chance"],
    [`const a = \`it is \${Date.now()}\`;`, "Date.now"],
  ])("%j", (source, name) => {
    expect(leaksOf(`// first line\n${source}`)).toEqual([`2: ${name}`]);
  });

  test.each([
    "// Date.now() is not for us",
    "/* new Date() */",
    "/** Never `Math.random()`. */",
    'const text = "fetch(url)";',
    "const text = `process.exit(1)`;",
    "const pattern = /Date.now/;",
    "const a = new Date(instant);",
    "const a = new Date(clock.now());",
    "const a = Date.UTC(2026, 4, 29);",
    'const a = Date.parse("2026-05-29");',
    "const a = app.fetch(request);",
    "const a = this.#fetch(request);",
    "const a = prefetch(url);",
    "serve({ fetch: app.fetch });",
    "serve({ port, fetch(request) { return app.handle(request); } });",
    "serve({ async fetch(request: Request): Promise<Response> { return app.handle(request); } });",
    "const a = ports.technical.now();",
    "host.exit(1);",
    "const isoDate = toDate(1);",
    "const a = random.bytes(4);",
  ])("and nothing else: %j", (source) => {
    expect(leaksOf(source)).toEqual([]);
  });

  test("each time, in any file but the ports' own", () => {
    const source = "const a = Date.now();\nconst b = Math.random() + Date.now();";
    expect(portViolations({ "src/platform/clock.ts": source })).toEqual([]);
    expect(portViolations({ "src/market/a.ts": source, "db/b.ts": "process.exit(1)" })).toEqual([
      "src/market/a.ts:1: Date.now",
      "src/market/a.ts:2: Math.random",
      "src/market/a.ts:2: Date.now",
      "db/b.ts:1: process.exit",
    ]);
  });
});

test("time, chance, network and the way out come into src/ and db/ through platform alone", async () => {
  const tree = await readTree();
  const own = Object.entries(tree).filter(([path]) => path.startsWith("src/platform/"));
  expect(own.flatMap(([, source]) => leaksOf(source)).length).toBeGreaterThan(5);
  expect(portViolations(tree)).toEqual([]);
});
