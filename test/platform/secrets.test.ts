import { describe, expect, test } from "bun:test";
import fc from "fast-check";
import { MASK, strikeJson, strikeSecrets } from "../../src/platform/secrets.ts";

const KEY = 'p"q\\r/s+t=&u';

describe("a known secret is struck", () => {
  test.each([
    ["as it is", KEY],
    ["as a part of JSON", JSON.stringify({ text: KEY })],
    ["url-encoded", `https://x.example.com/?q=${encodeURIComponent(KEY)}&n=1`],
  ])("%s", (_, text) => {
    const struck = strikeSecrets(text, [KEY]);
    expect(struck).toContain(MASK);
    expect(struck).not.toContain('p"q');
    expect(struck).not.toContain("r/s");
    expect(struck).not.toContain("%2Fs");
  });

  test("everywhere in a text, and with it every secret", () => {
    expect(strikeSecrets("alpha1 beta22 alpha1", ["alpha1", "beta22"])).toBe("*** *** ***");
  });

  test("whole, where another one is its beginning", () => {
    expect(strikeSecrets("hook/abcd/efgh!", ["hook/abcd", "hook/abcd/efgh"])).toBe("***!");
  });

  test("whatever its characters, and whatever else is known", () => {
    const secret = fc
      .string({ unit: "grapheme-ascii", minLength: 6, maxLength: 20 })
      .filter((text) => !text.includes("*"));
    fc.assert(
      fc.property(secret, secret, fc.string(), (one, other, around) => {
        const text = `${around} ${one} ${JSON.stringify(other)} ${encodeURIComponent(one)}`;
        const struck = strikeSecrets(text, [one, other]);
        expect(struck).not.toContain(one);
        expect(struck).not.toContain(other);
      }),
    );
  });

  test("unless it is so short that it would strike words, or empty", () => {
    expect(strikeSecrets("an old map", ["", "a", "old"])).toBe("an old map");
  });
});

describe("what looks like a credential is struck without being known", () => {
  test.each([
    ["https://api.polygon.io/v2?apiKey=abc123&limit=5", "https://api.polygon.io/v2?apiKey=***&limit=5"],
    ["GET /v3/quote?apikey=abc123", "GET /v3/quote?apikey=***"],
    ["/chart?crumb=a.b/c&events=div", "/chart?crumb=***&events=div"],
    ["https://user:abc123@proxy.example.com/x", "https://***@proxy.example.com/x"],
    ["token: abc123", "token: ***"],
    ['{"token":"abc123","symbol":"SPY"}', '{"token":"***","symbol":"SPY"}'],
    ['{"password": "two words", "n": 1}', '{"password": "***", "n": 1}'],
    ['{"secret":"a\\"b c","n":1}', '{"secret":"***","n":1}'],
    ['he said "token=abc123" twice', 'he said "token=***" twice'],
    ["Authorization: Bearer abc.123-x", "Authorization: Bearer ***"],
    ["access_token=abc123, n=1", "access_token=***, n=1"],
  ])("%p", (text, struck) => {
    expect(strikeSecrets(text, [])).toBe(struck);
  });

  test.each([
    "13 tokens left",
    "no secret is told",
    "SPY at 10:30 = 612.5",
    "https://x.example.com/a@b",
    "me@example.com",
  ])("%p has none", (text) => {
    expect(strikeSecrets(text, [])).toBe(text);
  });

  test("so that a text within JSON leaves it JSON", () => {
    const piece = fc.constantFrom(
      "token=",
      '"token":"',
      "'",
      '"',
      "\\",
      "\n",
      "abc",
      " ",
      "é",
      ",",
      "}",
      "password: ",
    );
    fc.assert(
      fc.property(fc.array(piece, { maxLength: 12 }), (pieces) => {
        const line = JSON.stringify({ msg: pieces.join(""), n: 1 });
        expect(JSON.parse(strikeSecrets(line, []))).toHaveProperty("n", 1);
      }),
      { numRuns: 3000 },
    );
  });
});

describe("a JSON value", () => {
  test("is struck in every text, in names and under credentials' names, and else left as it is", () => {
    const value = {
      n: 1.5,
      ok: true,
      none: null,
      list: ["hidden1", { deep: "x hidden1 y" }],
      hidden1: 2,
      token: 12_345,
      headers: { authorization: "Bearer abc", Cookie: ["a=b", "c=d"] },
      apiKey: { id: 7 },
      secret: false,
      password: null,
      tokens: 3,
    };
    expect(strikeJson(value, ["hidden1"])).toEqual({
      n: 1.5,
      ok: true,
      none: null,
      list: ["***", { deep: "x *** y" }],
      "***": 2,
      token: "***",
      headers: { authorization: "***", Cookie: "***" },
      apiKey: "***",
      secret: false,
      password: null,
      tokens: 3,
    });
  });

  test("without secrets comes back unchanged", () => {
    const plain = fc
      .jsonValue({ noUnicodeString: true } as object)
      .filter((value) => !/[=:@"']/.test(flat(value)));
    fc.assert(
      fc.property(plain, (value) => {
        expect(strikeJson(value, ["never in it"])).toEqual(value);
      }),
    );
  });
});

/** The texts of a JSON value, without its punctuation. */
function flat(value: unknown): string {
  if (typeof value === "string") return value;
  if (value === null || typeof value !== "object") return "";
  return Object.entries(value)
    .map(([name, inner]) => `${name} ${flat(inner)}`)
    .join(" ");
}
