import { expect, test } from "bun:test";
import fc from "fast-check";
import { decodeParts, encodeParts, type Parts } from "../../src/risk/parts.ts";

const number = fc.oneof(fc.double(), fc.constantFrom(Number.NaN, -0, Number.MIN_VALUE, Number.MAX_VALUE));
/** Names of symbols, and of private assets, which may be in any language; a newline stands between two, so none has one. */
const name = fc.oneof(
  fc.constantFrom("AAPL", "BRK-B", "7203.T", "Äpfel & Söhne", "私募 № 1", ""),
  fc.string({ unit: "grapheme", maxLength: 12 }).filter((text) => !text.includes("\n")),
);

const parts: fc.Arbitrary<Parts> = fc
  .tuple(
    fc.array(name, { maxLength: 9 }),
    fc.uniqueArray(fc.stringMatching(/^[a-z_0-9]{1,8}$/), { maxLength: 5 }),
  )
  .chain(([names, columns]) =>
    fc.record({
      names: fc.constant(names),
      columns: fc.constant(columns),
      values: fc.tuple(
        ...columns.map(() =>
          fc
            .array(number, { minLength: names.length, maxLength: names.length })
            .map((all) => Float64Array.from(all)),
        ),
      ),
    }),
  );

const bitsOf = (values: readonly Float64Array[]) =>
  values.map((column) => [...new BigUint64Array(column.buffer, column.byteOffset, column.length)]);

test("what is encoded is decoded to the same names and bits, wherever in a buffer it lies", () => {
  fc.assert(
    fc.property(parts, fc.nat({ max: 9 }), (made, offset) => {
      const bytes = encodeParts(made);
      const room = new Uint8Array(offset + bytes.length + 3);
      room.set(bytes, offset);
      for (const each of [bytes, Buffer.from(bytes), room.subarray(offset, offset + bytes.length)]) {
        const read = decodeParts(each, made.columns);
        expect(read.names).toEqual([...made.names]);
        expect(read.columns).toEqual([...made.columns]);
        expect(bitsOf(read.values)).toEqual(bitsOf(made.values));
      }
    }),
  );
});

test("the same parts give the same bytes, and other parts others", () => {
  const made: Parts = { columns: ["weight"], names: ["A", "B"], values: [Float64Array.of(0.25, Number.NaN)] };
  const bytes = encodeParts(made);
  expect(encodeParts(structuredClone(made))).toEqual(bytes);
  expect(encodeParts({ ...made, names: ["A", "C"] })).not.toEqual(bytes);
  expect(encodeParts({ ...made, names: ["AB", ""] })).not.toEqual(bytes);
  expect(encodeParts({ ...made, values: [Float64Array.of(0.25, 0)] })).not.toEqual(bytes);
});

test("the layout is the one that is written down: counts, names, and columns, little-endian, from a multiple of eight", () => {
  const made: Parts = {
    columns: ["weight", "beta_90"],
    names: ["AAPL", "é"],
    values: [Float64Array.of(1, -0), Float64Array.of(0.5, Number.NEGATIVE_INFINITY)],
  };
  const hex = [
    "0200000007000000",
    `${Buffer.from("AAPL\né").toString("hex")}00`,
    "000000000000f03f",
    "0000000000000080",
    "000000000000e03f",
    "000000000000f0ff",
  ].join("");
  expect(Buffer.from(encodeParts(made)).toString("hex")).toBe(hex);
});

test("of nothing there are eight bytes, and nothing comes back", () => {
  const none: Parts = { columns: [], names: [], values: [] };
  expect(encodeParts(none)).toEqual(new Uint8Array(8));
  expect(decodeParts(encodeParts(none), [])).toEqual(none);
  const columns = ["weight"];
  expect(decodeParts(encodeParts({ columns, names: [], values: [new Float64Array()] }), columns)).toEqual({
    columns,
    names: [],
    values: [new Float64Array()],
  });
});
