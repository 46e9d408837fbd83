import { describe, expect, test } from "bun:test";
import type { TechnicalClock } from "../../src/platform/clock.ts";
import { NightdeskError } from "../../src/platform/errors.ts";
import { createLog } from "../../src/platform/log.ts";

const SECRET = 'top"secret/42';
const clock: TechnicalClock = { now: () => Date.UTC(2026, 4, 29, 22, 0, 1, 5), elapsed: () => 0 };

function logOf(traits: { level?: string; human?: boolean; secrets?: readonly string[] } = {}) {
  const lines: string[] = [];
  const log = createLog({
    level: traits.level ?? "info",
    human: traits.human ?? false,
    secrets: traits.secrets ?? [SECRET],
    clock,
    write: (line) => lines.push(line),
  });
  return { log, lines };
}

const only = (lines: readonly string[]): string => {
  expect(lines).toHaveLength(1);
  return lines[0] ?? "";
};

/** An error whose text, fields, stack and causes all hold the secret. */
function leakyError(): Error {
  const root = Object.assign(new RangeError(`root ${SECRET}`), {
    url: `http://x/?q=${encodeURIComponent(SECRET)}`,
  });
  return new NightdeskError("bad_file", `top ${SECRET}`, {
    cause: root,
    details: { file: `/tmp/${SECRET}` },
  });
}

const FORMS = [
  SECRET,
  JSON.stringify(SECRET).slice(1, -1),
  encodeURIComponent(SECRET),
  "secret/42",
  "secret%2F42",
];

describe("a JSON line", () => {
  test("has the level, the technical clock's instant, the fields and the message, and ends the line", () => {
    const { log, lines } = logOf();
    log.info({ symbol: "SPY", count: 3 }, "prices stored");
    expect(only(lines)).toBe(
      '{"level":30,"time":"2026-05-29T22:00:01.005Z","symbol":"SPY","count":3,"msg":"prices stored"}\n',
    );
  });

  test("stays one line whatever is in it", () => {
    const { log, lines } = logOf();
    log.warn({ text: "a\nb\u2028c" }, "two\nlines");
    expect(only(lines).indexOf("\n")).toBe(only(lines).length - 1);
    expect(JSON.parse(only(lines))).toMatchObject({ level: 40, text: "a\nb\u2028c", msg: "two\nlines" });
  });

  test("of an error has its type, message, stack, code and cause", () => {
    const { log, lines } = logOf();
    log.error({ err: new NightdeskError("busy", "top", { cause: new RangeError("root") }) }, "failed");
    const { err } = JSON.parse(only(lines)) as { err: Record<string, unknown> };
    expect(err).toMatchObject({ type: "NightdeskError", message: "top", code: "busy" });
    expect(err.stack).toContain("log.test.ts");
    expect(err.cause).toMatchObject({ type: "RangeError", message: "root" });
  });

  test("is not written below the level", () => {
    const { log, lines } = logOf({ level: "warn" });
    log.info("quiet");
    log.debug("quiet");
    log.warn("heard");
    expect(only(lines)).toContain("heard");
    const silent = logOf({ level: "silent" });
    silent.log.fatal("quiet");
    expect(silent.lines).toEqual([]);
  });
});

describe("a human line", () => {
  test.each([
    ["trace", "22:00:01 trace stored symbol=SPY rows=[1,2]\n"],
    ["info", "22:00:01 info  stored symbol=SPY rows=[1,2]\n"],
    ["fatal", "22:00:01 fatal stored symbol=SPY rows=[1,2]\n"],
  ] as const)("of %s has time, level, message and fields", (level, line) => {
    const { log, lines } = logOf({ human: true, level: "trace" });
    log[level]({ symbol: "SPY", rows: [1, 2] }, "stored");
    expect(only(lines)).toBe(line);
  });

  test("without fields or message ends without blanks", () => {
    const { log, lines } = logOf({ human: true });
    log.info("plain");
    log.info({});
    expect(lines).toEqual(["22:00:01 info  plain\n", "22:00:01 info\n"]);
  });

  test("shows an error's stack and those of its causes", () => {
    const { log, lines } = logOf({ human: true });
    const root = new RangeError("the root");
    log.error(
      { err: new Error("the top", { cause: new TypeError("the middle", { cause: root }) }) },
      "failed",
    );
    const [first, ...rest] = only(lines).split("\n");
    expect(first).toBe("22:00:01 error failed");
    const told = rest.join("\n");
    expect(told).toContain("the top");
    expect(told).toContain("caused by:\nTypeError: the middle");
    expect(told).toContain("caused by:\nRangeError: the root");
  });

  test("is written whatever a field's name strikes", () => {
    const { log, lines } = logOf({ human: true });
    log.info({ token: 12_345, secret: ["abc"] }, "odd");
    expect(only(lines)).toBe("22:00:01 info  odd token=*** secret=***\n");
  });
});

describe.each([["JSON", false] as const, ["human", true] as const])(
  "secrets never reach a %s line",
  (_, human) => {
    const leaks: [string, (log: ReturnType<typeof logOf>["log"]) => void][] = [
      ["message", (log) => log.info(`asked with ${SECRET}`)],
      ["field", (log) => log.info({ text: SECRET, deep: { list: [SECRET] } }, "x")],
      ["field's name", (log) => log.info({ [SECRET]: 1 }, "x")],
      ["bound field", (log) => log.child({ text: SECRET }).info("x")],
      ["JSON within a field", (log) => log.info({ body: JSON.stringify({ text: SECRET }) }, "x")],
      ["url", (log) => log.info({ url: `https://x.example.com/?q=${encodeURIComponent(SECRET)}` }, "x")],
      ["error with causes, fields and stacks", (log) => log.error({ err: leakyError() }, "x")],
      ["error as the entry", (log) => log.error(leakyError())],
    ];
    test.each(leaks)("in a %s", (_name, leak) => {
      const { log, lines } = logOf({ human });
      leak(log);
      const line = only(lines);
      expect(line).toContain("***");
      for (const form of FORMS) expect(line).not.toContain(form);
      if (!human) expect(JSON.parse(line)).toHaveProperty("time", "2026-05-29T22:00:01.005Z");
    });

    const credentials: [string, unknown][] = [
      ["query", "https://x.example.com/?apikey=zzz111&n=1"],
      ["user info", "https://me:zzz111@x.example.com/"],
      ["JSON body", '{"token":"zzz111"}'],
      ["quoted", 'said "token=zzz111"'],
      ["headers", { authorization: "Bearer zzz111", cookie: "a=zzz111" }],
      ["number", { token: 111_333_555 }],
      ["list", { secret: ["zzz111"] }],
    ];
    test.each(credentials)("nor a credential that nobody knows: %s", (_name, value) => {
      const { log, lines } = logOf({ human, secrets: [] });
      log.info({ value }, "x");
      log.info({ value }, typeof value === "string" ? value : "x");
      expect(lines).toHaveLength(2);
      for (const line of lines) {
        expect(line).toContain("***");
        expect(line).not.toMatch(/zzz111|111333555/);
        if (!human) expect(JSON.parse(line)).toHaveProperty("level", 30);
      }
    });
  },
);
