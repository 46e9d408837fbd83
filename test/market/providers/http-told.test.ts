import { describe, expect, test } from "bun:test";
import fc from "fast-check";
import { fault, json, MadeHttp, type Said } from "./made-http.ts";

const KEY = "PoLyGoN-k3y/with+signs=";
const URL_WITH_KEY = `https://example.test/a?apiKey=${encodeURIComponent(KEY)}&crumb=Cr.umB1`;
const GIVEN = `${KEY} ${encodeURIComponent(KEY)} apiKey=OTHER1 crumb=Cr.umB1 Authorization: Bearer t0ken`;
/** The ways in which a provider may give a secret back. */
const CARRIERS = [
  KEY,
  encodeURIComponent(KEY),
  "apiKey=OTHER1",
  "crumb=Cr.umB1&x=1",
  "Authorization: Bearer t0ken",
  `{"token": "Cr.umB1"}`,
];
const BEGINNINGS = ["PoLyG", "OTHER", "Cr.um", "t0ken"];
const SECRETS = [KEY, encodeURIComponent(KEY), "OTHER1", "Cr.umB1", "t0ken"];

/** Faults that carry secrets in every place that a provider or a network has for them. */
const LEAKY: readonly (readonly [string, Said])[] = [
  ["a network's message", fault("TypeError", `cannot reach ${URL_WITH_KEY}`, "FailedToOpenSocket")],
  ["a time limit's message", fault("TimeoutError", URL_WITH_KEY)],
  ["a page", json(`<html>${GIVEN}</html>`)],
  ["half of an answer", json(`{"error":"${GIVEN}`)],
  ["a server's fault", json(`{"error":"${GIVEN}"}`, 500)],
  ["a 429", json(`{"error":"${GIVEN}"}`, 429, { "retry-after": GIVEN })],
  ["a redirect", json("", 302, { location: `https://user:${KEY}@login.test:8443/x?${GIVEN}` })],
];

describe("what is told of a fault", () => {
  test.each(LEAKY.map((each) => [...each]))("has no secret in it, of %s", async (_, said) => {
    const made = new MadeHttp([said], { secrets: [KEY] });
    const end = await made.get(URL_WITH_KEY, { authorization: `Bearer ${KEY}` });
    const told = JSON.stringify([end, made.http.status.lastErrors]);
    expect(made.http.status.lastErrors.length).toBeGreaterThan(0);
    expect(SECRETS.filter((secret) => told.includes(secret))).toEqual([]);
  });

  test("is an excerpt of at most 160 characters, in one line, without a secret, wherever the cut falls", () => {
    const text = fc.string({ maxLength: 200, size: "max" });
    const kind = fc.constantFrom("refused", "malformed", "transport", "not_found");
    fc.assert(
      fc.property(kind, text, text, fc.constantFrom(...CARRIERS), (kind, before, after, given) => {
        const made = new MadeHttp([], { secrets: [KEY] });
        const { detail } = made.http.tell(kind, `${before} ${given} ${after}`);
        expect(detail.length).toBeLessThanOrEqual(160);
        expect(detail).not.toMatch(/[\n\r\t]|\s\s/);
        // No beginning of a secret is left before the cut either.
        expect(BEGINNINGS.filter((each) => detail.includes(each))).toEqual([]);
      }),
      { numRuns: 500 },
    );
  });

  test("keeps what is worth reading", () => {
    const made = new MadeHttp([], { secrets: [KEY] });
    expect(made.http.tell("refused", ` Your plan\n does not include this. apiKey=${KEY} `)).toEqual({
      kind: "refused",
      detail: "Your plan does not include this. apiKey=***",
    });
    expect(made.http.tell("malformed", "x".repeat(500)).detail).toBe("x".repeat(160));
  });

  test("is kept of the last five faults, with the instants; an unknown symbol is none", () => {
    const made = new MadeHttp([]);
    for (let count = 1; count <= 7; count++) {
      made.clock.moveTo(`2026-05-29T22:00:0${count}.000Z`);
      made.http.tell("malformed", `fault ${count}`);
      made.http.tell("not_found", `symbol ${count}`);
    }
    expect(made.http.status.lastErrors).toEqual(
      [3, 4, 5, 6, 7].map((count) => ({
        at: Date.parse(`2026-05-29T22:00:0${count}.000Z`),
        detail: `fault ${count}`,
      })),
    );
  });
});
