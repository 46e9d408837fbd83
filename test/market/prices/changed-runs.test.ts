import { expect, test } from "bun:test";
import fc from "fast-check";
import { changedRuns } from "../../../src/market/prices/change-marks.ts";

/** Days by a letter each, in the order of the alphabet. */
const lettersOf = (text: string) => [...text];

test.each<[sessions: string, changed: string, runs: readonly string[]]>([
  ["", "", []],
  ["abc", "", []],
  ["abc", "a", ["a-a until b"]],
  ["abc", "b", ["b-b until c"]],
  ["abc", "c", ["c-c until nothing"]],
  ["abc", "ab", ["a-b until c"]],
  ["abc", "abc", ["a-c until nothing"]],
  ["abc", "ac", ["a-a until b", "c-c until nothing"]],
  ["abcdefg", "abdefg", ["a-b until c", "d-g until nothing"]],
  // Neighbours are bars without another between them, however many days apart.
  ["adgz", "dg", ["d-g until z"]],
  // What is no bar is no change of one.
  ["abc", "bx", ["b-b until c"]],
  ["", "x", []],
])("of the bars of %p those of %p that changed", (sessions, changed, runs) => {
  const made = changedRuns(lettersOf(sessions), new Set(lettersOf(changed)));
  expect(made.map(({ from, through, until }) => `${from}-${through} until ${until ?? "nothing"}`)).toEqual([
    ...runs,
  ]);
});

test("runs are what changed, whole, apart from each other, and each ends before a bar that did not change", () => {
  const bars = fc.uniqueArray(fc.nat({ max: 400 }), { maxLength: 60 }).chain((days) => {
    const sessions = days.toSorted((a, b) => a - b).map((day) => String(1_000 + day));
    return fc.tuple(fc.constant(sessions), fc.subarray(sessions));
  });
  fc.assert(
    fc.property(bars, ([sessions, changed]) => {
      const runs = changedRuns(sessions, new Set(changed));
      const covered = runs.flatMap(({ from, through }) =>
        sessions.slice(sessions.indexOf(from), sessions.indexOf(through) + 1),
      );
      expect(covered).toEqual(sessions.filter((session) => changed.includes(session)));
      for (const { through, until } of runs) {
        expect(until).toBe(sessions[sessions.indexOf(through) + 1] ?? null);
        expect(changed).not.toContain(until);
      }
    }),
    { numRuns: 500 },
  );
});
