import { describe, expect, test } from "bun:test";
import { styleFaultsOf, styleViolations } from "./style.ts";
import { readTree } from "./tree.ts";

const lines = (count: number) => "const a = 1;\n".repeat(count);

describe("what is not in the house's style is found", () => {
  test("a file of more than 250 lines", () => {
    expect(styleFaultsOf(lines(250))).toEqual([]);
    expect(styleFaultsOf(lines(251))).toEqual(["251: 251 lines are more than 250"]);
  });

  test.each([
    ["// TODO later", "TODO"],
    ["/** FIXME: wrong */", "FIXME"],
    ["// @ts-ignore", "@ts-ignore"],
    ["let a: any;", "any"],
    ["const f = (a: any) => a;", "any"],
    ["const a = b as any;", "any"],
    ["const a = b as any[];", "any"],
    ["const a = new Map<string, any>();", "any"],
    ["type A = any;", "any"],
    ["// const a = 1;", "code in a comment"],
    ["// if (a) {", "code in a comment"],
    ["// }", "code in a comment"],
    ["// total += row.close;", "code in a comment"],
    ["// store.write(row);", "code in a comment"],
    ["/* a = b;\n   return c; */", "code in a comment"],
    ["export function f() {}", "f has no doc comment"],
    ["export async function f() {}", "f has no doc comment"],
    ["export function* f() {}", "f has no doc comment"],
    ["export class C {}", "C has no doc comment"],
    ["export abstract class C {}", "C has no doc comment"],
    ["export default function () {}", "the default export has no doc comment"],
    ["// Not a doc comment.\nexport function f() {}", "f has no doc comment"],
    ["/** Of a. */\nconst a = 1;\nexport function f() {}", "f has no doc comment"],
  ])("%j", (source, what) => {
    const found = styleFaultsOf(source);
    expect(found).toHaveLength(1);
    expect(found[0]).toEndWith(`: ${what}`);
  });

  test.each([
    "/** Why. */\nexport function f() {}",
    "/**\n * Why.\n */\nexport async function f() {}",
    "/** Why. */\nexport class C {}",
    "/** Of both. */\nexport function f(a: 1): 1;\nexport function f(a: 2): 2;",
    "export const f = () => 1;",
    "export type A = 1;",
    "function f() {}",
    '"export function f() {}";',
    "/** @example const a = 1; */",
    "// A comment of more than one clause; it ends with a semicolon;",
    "// Returns (if at all) what is there: a row, or null.",
    "await Promise.any(tasks);",
    "const a = z.any();",
    "f({ any: 1 });",
    "const a = 'todo: any';",
    'const a = "TODO";',
  ])("and nothing else: %j", (source) => {
    expect(styleFaultsOf(source)).toEqual([]);
  });

  test.each([
    "src/market/utils.ts",
    "src/market/price-helpers.ts",
    "src/market/helper/price.ts",
    "src/common/a.ts",
    "db/lock-manager.ts",
    "src/market/priceUtils.ts",
    "src/market/PriceManager.ts",
  ])("the name %s", (path) => {
    expect(styleViolations({ [path]: "" })).toEqual([`${path}: a name that says nothing`]);
  });

  test.each(["src/market/commonwealth.ts", "src/market/utility.ts", "src/batch/management.ts"])(
    "but not %s",
    (path) => {
      expect(styleViolations({ [path]: "" })).toEqual([]);
    },
  );

  test("but not in what is made: migrations", () => {
    expect(styleViolations({ "db/migrations/a.ts": lines(300) })).toEqual([]);
  });
});

test("every source file of src/ and db/ is in the house's style", async () => {
  const tree = await readTree();
  expect(Object.keys(tree).length).toBeGreaterThan(50);
  expect(styleViolations(tree)).toEqual([]);
});
