import { describe, expect, test } from "bun:test";
import { lineAt, takeApart } from "./source-text.ts";
import { readTree } from "./tree.ts";

const codeOf = (source: string) => takeApart(source).code;

describe("a source text is taken apart", () => {
  test.each([
    ['a("x y"); b', 'a("   "); b'],
    ["a('it\\'s'); b", "a('     '); b"],
    ['a("// no comment"); b', 'a("             "); b'],
    ["a(); // Date.now()", "a();              "],
    ["a(/* x\ny */ 1)", "a(    \n     1)"],
    [`\`a \${b + \`c \${d}\` + {}} e\`;f`, `\`  \${b + \`  \${d}\` + {}}  \`;f`],
    ["`a\\`b`;c", "`    `;c"],
    ["x = /[/\"]'/g; y", "x = /     /g; y"],
    ["x = a / b / c; y", "x = a / b / c; y"],
    ["f(a) / 2; // d", "f(a) / 2;     "],
    ["return /it's/; y", "return /    /; y"],
    ["t.return / b' / ';", "t.return / b'   ';"],
  ])("%j", (source, code) => {
    expect(codeOf(source)).toBe(code);
  });

  test("its strings are known by the place of their quotes, its comments by theirs", () => {
    const source = `import a from "./x.ts"; // why\nf(\`y\`, \`z\${1}\`); /** doc */`;
    const { strings, comments } = takeApart(source);
    expect([...strings]).toEqual([
      [14, "./x.ts"],
      [33, "y"],
    ]);
    expect(comments.map((each) => each.text)).toEqual(["// why", "/** doc */"]);
    expect(comments.every((each) => source.slice(each.start, each.end) === each.text)).toBe(true);
  });

  test("an unclosed comment or string ends with the text", () => {
    expect(codeOf("a /* b")).toBe("a     ");
    expect(codeOf('a "b')).toBe('a " ');
  });

  test("lines are counted from one", () => {
    expect([lineAt("a\nb", 0), lineAt("a\nb", 2)]).toEqual([1, 2]);
  });
});

test("what is left of every real source still has its brackets in pairs", async () => {
  const tree = await readTree();
  expect(Object.keys(tree)).toContain("src/platform/money.ts");
  expect(Object.keys(tree)).toContain("db/driver.ts");
  for (const [path, source] of Object.entries(tree)) {
    const code = codeOf(source);
    expect(code.length).toBe(source.length);
    const count = (sign: string) => code.split(sign).length;
    expect([path, count("("), count("["), count("{")]).toEqual([path, count(")"), count("]"), count("}")]);
  }
});
