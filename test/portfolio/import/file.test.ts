import { describe, expect, test } from "bun:test";
import { POSITION_FAULTS } from "../../../src/portfolio/import/position-fault.ts";
import { HEADER, placesOf, read, rowOf } from "./position-csv.ts";

const bytes = (...parts: (string | readonly number[])[]) =>
  Buffer.concat(parts.map((part) => Buffer.from(typeof part === "string" ? part : [...part])));
const lotsOf = (content: string | Uint8Array) => {
  const { faults, lots } = read(content);
  expect(faults).toEqual([]);
  return lots.map(({ row, symbol }) => `${row} ${symbol}`);
};
const SHORT_HEADER = "Symbol,Quantity,Entry Price Per Share,Entry Date";

describe("the file as a whole", () => {
  test.each<[string, string | Uint8Array, string, string[]]>([
    ["too large", new Uint8Array(10 * 1024 * 1024 + 1), "a.csv", ["ERR_CSV_001 - -"]],
    ["of another kind", `${HEADER}\n${rowOf({})}`, "a.xlsx", ["ERR_CSV_002 - -"]],
    ["without a name", `${HEADER}\n${rowOf({})}`, "", ["ERR_CSV_002 - -"]],
    ["both", new Uint8Array(10 * 1024 * 1024 + 1), "a.txt", ["ERR_CSV_001 - -", "ERR_CSV_002 - -"]],
    ["empty", "", "a.csv", ["ERR_CSV_003 - -"]],
    ["a mark alone", "\uFEFF", "a.csv", ["ERR_CSV_003 - -"]],
    ["blank", " \n,,\r\n\n", "a.csv", ["ERR_CSV_003 - -"]],
    ["comments alone", "# nothing\n", "a.csv", ["ERR_CSV_003 - -"]],
    ["a header alone", `${HEADER}\n`, "a.csv", ["ERR_CSV_003 - -"]],
    ["a header and blank rows", `${HEADER}\n,,,\n  \n"",""\n`, "a.csv", ["ERR_CSV_003 - -"]],
    [
      "UTF-16",
      bytes([0xff, 0xfe], Buffer.from(`${HEADER}\n${rowOf({})}`, "utf16le").toJSON().data),
      "a.csv",
      ["ERR_CSV_006 1 -"],
    ],
    ["a spreadsheet", bytes("PK", [3, 4, 0x14, 0, 6, 0, 8, 0, 0xff, 10, 0xfe]), "a.csv", ["ERR_CSV_006 1 -"]],
    ["a header with an open quote", `"Symbol,Quantity\nA,1\n`, "a.csv", ["ERR_CSV_006 1 -"]],
    ["more rows than are read", `${HEADER}${"\n,".repeat(100_001)}`, "a.csv", ["ERR_CSV_001 - -"]],
  ])("%s", (_name, content, fileName, places) => {
    expect(placesOf(read(content, { fileName }))).toEqual(places);
  });

  test("a name in any case", () => {
    expect(read(`${HEADER}\n${rowOf({})}`, { fileName: "My.Positions.CSV" }).faults).toEqual([]);
  });
});

describe("the header", () => {
  test.each<[string, string]>([
    ["in its own words", HEADER],
    ["in any case", HEADER.toUpperCase()],
    ["in quotes", HEADER.replace(/[^,]+/g, '"$&"')],
    ["in quotes with blanks around them", HEADER.replace(/[^,]+/g, ' "$&" ')],
    ["with blanks", HEADER.replaceAll(",", " , ")],
    ["with the mark of UTF-8", `\uFEFF${HEADER}`],
    ["with the mark and quotes", `\uFEFF"${HEADER.replace(",", '",')}`],
    ["with commas at its end", `${HEADER},,`],
  ])("%s", (_name, header) => {
    expect(lotsOf(`${header}\r\n${rowOf({})}\r\n`)).toEqual(["2 AAPL"]);
  });

  test("in another order, with columns that are none of the contract's", () => {
    const file = read(
      "Note,Entry Date,Quantity,Symbol,,Entry Price Per Share,\u001bx\na,2025-01-02,-5,IBM,b,1.5,c",
    );
    expect(file.faults).toEqual([]);
    expect(file.ignoredColumns).toEqual(["Note", "?x"]);
    expect(
      file.lots.map(({ symbol, type, quantity, entryPrice }) => [symbol, type, quantity, entryPrice]),
    ).toEqual([["IBM", "SHORT", -5, 1.5]]);
  });

  test.each<[string, string, string[]]>([
    ["one missing", "Symbol,Quantity,Entry Date", ["ERR_CSV_004 1 Entry Price Per Share"]],
    [
      "all missing",
      "Ticker;Shares",
      [
        "ERR_CSV_004 1 Symbol",
        "ERR_CSV_004 1 Quantity",
        "ERR_CSV_004 1 Entry Price Per Share",
        "ERR_CSV_004 1 Entry Date",
      ],
    ],
    ["one twice", `${SHORT_HEADER},symbol`, ["ERR_CSV_005 1 Symbol"]],
    ["one of no use twice", `${SHORT_HEADER},Note,Note,note`, ["ERR_CSV_005 1 note"]],
    [
      "both",
      "Symbol,Quantity,Quantity,Entry Date",
      ["ERR_CSV_004 1 Entry Price Per Share", "ERR_CSV_005 1 Quantity"],
    ],
    ["further down", `# a\n\n\n${SHORT_HEADER},Symbol`, ["ERR_CSV_005 4 Symbol"]],
  ])("%s", (_name, header, places) => {
    const file = read(`${header}\n${rowOf({ Quantity: "" })}\n`);
    expect(placesOf(file)).toEqual(places);
    expect(file.lots).toEqual([]);
  });

  test.each([
    ["Symbol;Quantity", "semicolons"],
    ["Symbol\tQuantity", "tabs"],
    ["AAPL,100,1,2025-01-01", '"AAPL,100,1,2025-01-01"'],
  ])("%j: the message tells what it looks like", (header, hint) => {
    expect(read(`${header}\n1`).faults[0]?.message).toContain(hint);
  });
});

describe("rows and their lines", () => {
  const row = (symbol: string, more = "") => `${symbol},1,1,2025-01-02${more}`;
  const file = (...lines: string[]) => `${SHORT_HEADER},Note\n${lines.join("\n")}\n`;

  test.each<[string, string, string[]]>([
    [
      "comments and empty rows",
      file("# a", row("A"), "", " ", ",,,", "#,,", "  # b", row("B")),
      ["3 A", "9 B"],
    ],
    ["comments with quotes", file('# a "b', row("A"), '#"', row("B")), ["3 A", "5 B"]],
    ["a sharp inside", file(row("A", ",#1"), row("B", ", # 2")), ["2 A", "3 B"]],
    ["a line break in quotes", file(row("A", ',"x\n\ny"'), row("B")), ["2 A", "5 B"]],
    ["a comment in quotes", file(row("A", ',"x\n# y"'), row("B")), ["2 A", "4 B"]],
    [
      "CR LF in quotes",
      file(row("A", ',"x\r\ny"'), row("B")).replaceAll(/(?<!\r)\n/g, "\r\n"),
      ["2 A", "4 B"],
    ],
    ["quotes in quotes", file(row("A", ',"x ""y"", z"'), row('"B"')), ["2 A", "3 B"]],
    ["fewer cells", file(row("A"), row("B", ",")), ["2 A", "3 B"]],
    ["more cells, all blank", file(row("A", ",,, ,"), row("B")), ["2 A", "3 B"]],
    ["no final line ending", file(row("A"), row("B")).trimEnd(), ["2 A", "3 B"]],
    ["CR LF", file(row("A"), "", row("B")).replaceAll("\n", "\r\n"), ["2 A", "4 B"]],
    ["CR", file(row("A"), "", row("B")).replaceAll("\n", "\r"), ["2 A", "4 B"]],
    [
      "line endings of all kinds",
      `${SHORT_HEADER}\r\n${row("A")}\n${row("B")}\r${row("C")}`,
      ["2 A", "3 B", "4 C"],
    ],
    ["other languages in a note", file(row("A", ",Größe 大"), row("B")), ["2 A", "3 B"]],
    [
      "blanks of other languages",
      file("\u00a0\u3000", row("A"), "\u00a0# a", row("\u00a0B\u00a0")),
      ["3 A", "5 B"],
    ],
  ])("%s", (_name, content, lots) => {
    expect(lotsOf(content)).toEqual(lots);
    expect(lotsOf(`\uFEFF${content}`)).toEqual(lots);
  });

  test("comments and blank rows are not counted, bad rows are", () => {
    expect(read(file("# a", "", row("A"), row("B"), "x", '"y')).rows).toBe(4);
  });

  test.each<[string, string | Uint8Array, string[]]>([
    [
      "an open quote",
      file(row("A"), '"B,1,1,2025-01-02', row("C"), row("D E")),
      ["ERR_CSV_006 3 -", "ERR_POS_003 5 Symbol"],
    ],
    [
      "an open quote and a whole one after it",
      file('"B,1', row("C", ',"x"'), row("D E")),
      ["ERR_CSV_006 2 -", "ERR_POS_003 4 Symbol"],
    ],
    ["a quote inside", file(row('A"B"'), row("D E")), ["ERR_CSV_006 2 -", "ERR_POS_003 3 Symbol"]],
    ["text after a quote", file(row('"A"B'), row("D E")), ["ERR_CSV_006 2 -", "ERR_POS_003 3 Symbol"]],
    [
      "after comments",
      file("# a", "", '"B,1', "# b", row("D E")),
      ["ERR_CSV_006 4 -", "ERR_POS_003 6 Symbol"],
    ],
    ["too long", file(row("A".repeat(70_000)), row("D E")), ["ERR_CSV_006 2 -", "ERR_POS_003 3 Symbol"]],
    ["more cells", file(row("A", ",note,5"), row("D E")), ["ERR_CSV_006 2 -", "ERR_POS_003 3 Symbol"]],
    ["a thousands separator", `${SHORT_HEADER}\nA,1,000,1,2025-01-02\n`, ["ERR_CSV_006 2 -"]],
    ["NUL", file(row("A", ",\0"), row("D E")), ["ERR_CSV_006 2 -", "ERR_POS_003 3 Symbol"]],
    [
      "Latin-1",
      bytes(file(row("A")), "B", [0xf6], `\n${row("D E")}\n`),
      ["ERR_CSV_006 3 -", "ERR_POS_003 4 Symbol"],
    ],
  ])("%s costs its own row only", (_name, content, places) => {
    expect(placesOf(read(content))).toEqual(places);
  });

  test("a sharp inside a cell begins no comment", () => {
    expect(placesOf(read(file(row("A#B"))))).toEqual(["ERR_POS_003 2 Symbol"]);
  });

  test("Latin-1 in a comment is of no concern", () => {
    expect(lotsOf(bytes("# Gr", [0xf6], `\n${file(row("A"))}`))).toEqual(["3 A"]);
  });

  test("what stands in the way of a row is told", () => {
    const content = file(row('B"C'), row("D", ",,x"), row("E", ",\0"), row("F".repeat(70_000)), '"A');
    expect(read(content).faults.map(({ message }) => message)).toEqual([
      'Row 2 has a quote where none may stand; put the whole cell in quotes and write a quote inside it as "".',
      "Row 3 has more cells than the 5 columns of the header; put cells with commas in quotes.",
      "Row 4 is not UTF-8 text; save the file as CSV in UTF-8.",
      "Row 5 leaves a quote open or is longer than 65536 bytes; close the quote or shorten the row.",
      "Row 6 leaves a quote open; close it.",
    ]);
  });

  test("after ten thousand faults it is enough", () => {
    const { faults, rows } = read(file(...Array.from({ length: 10_100 }, () => "A,0,1,2025-01-02")));
    expect([faults.length, rows]).toEqual([10_001, 10_000]);
    expect(faults.at(-1)).toMatchObject({ code: "ERR_CSV_006", row: null });
    expect(faults.at(-1)?.message).toContain("after line 10001 ");
  });
});

describe("the same row twice", () => {
  const lines = [
    HEADER,
    rowOf({ "Investment Class": "PUBLIC" }),
    rowOf({ Quantity: "200" }),
    rowOf({ "Entry Price Per Share": "175.51" }),
    rowOf({ Symbol: " aapl ", Quantity: "+100.0", "Entry Price Per Share": "175.5000" }),
    rowOf({ "Investment Subtype": "STOCK" }),
    rowOf({ "Exit Date": "2025-07-01", "Exit Price Per Share": "180" }),
    rowOf({}),
  ];

  test("is a warning, and a fault where it must not be; two lots of a day are neither", () => {
    const lenient = read(lines.join("\n"));
    expect([lenient.faults.length, lenient.lots.length]).toEqual([0, 7]);
    const told = lenient.warnings.map(({ code, row, column, symbol, message }) => [
      code,
      row,
      column,
      symbol,
      message,
    ]);
    const message = (first: number) => `The row repeats row ${first}; remove it unless these are two lots.`;
    expect(told).toEqual([
      ["ERR_POS_023", 5, null, "aapl", message(2)],
      ["ERR_POS_023", 8, null, "AAPL", message(2)],
    ]);
    const strict = read(lines.join("\n"), { strict: true });
    expect([strict.faults, strict.warnings]).toEqual([lenient.warnings, []]);
  });
});

test("every code has a title of its own", () => {
  const titles = Object.values(POSITION_FAULTS);
  expect(new Set<string>(titles).size).toBe(titles.length);
  expect(Object.keys(POSITION_FAULTS)).toHaveLength(6 + 23);
});
