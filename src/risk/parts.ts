/** What each underlying adds to a portfolio's numbers: a row a name, a column a number; NaN where it adds nothing. */
export interface Parts {
  readonly columns: readonly string[];
  readonly names: readonly string[];
  /** By column, then by name. */
  readonly values: readonly Float64Array[];
}

/** Version of {@link encodeParts}; a row tells by which it was written. */
export const PARTS_VERSION = 1;
const HEADER_BYTES = 8;
const DOUBLE_BYTES = 8;
const SEPARATOR = "\n";

const padded = (bytes: number) => Math.ceil(bytes / DOUBLE_BYTES) * DOUBLE_BYTES;

/**
 * Parts as bytes: the number of names and the bytes they take (two u32), the names in UTF-8 with a newline between two,
 * zeros to a multiple of eight, then each column's doubles. All little-endian. The columns' names are the row's layout.
 */
export function encodeParts({ names, values }: Parts): Uint8Array {
  const text = new TextEncoder().encode(names.join(SEPARATOR));
  const start = padded(HEADER_BYTES + text.length);
  const bytes = new Uint8Array(start + values.length * names.length * DOUBLE_BYTES);
  const view = new DataView(bytes.buffer);
  view.setUint32(0, names.length, true);
  view.setUint32(4, text.length, true);
  bytes.set(text, HEADER_BYTES);
  for (const [column, numbers] of values.entries()) {
    for (let at = 0; at < names.length; at++) {
      view.setFloat64(start + (column * names.length + at) * DOUBLE_BYTES, numbers[at] as number, true);
    }
  }
  return bytes;
}

/** Parts from the bytes that {@link encodeParts} made, with the names of their columns. */
export function decodeParts(bytes: Uint8Array, columns: readonly string[]): Parts {
  const view = new DataView(bytes.buffer, bytes.byteOffset, bytes.byteLength);
  const count = view.getUint32(0, true);
  const length = view.getUint32(4, true);
  const text = new TextDecoder().decode(bytes.subarray(HEADER_BYTES, HEADER_BYTES + length));
  const start = padded(HEADER_BYTES + length);
  const values = columns.map((_, column) =>
    Float64Array.from({ length: count }, (_each, at) =>
      view.getFloat64(start + (column * count + at) * DOUBLE_BYTES, true),
    ),
  );
  return { columns, names: count === 0 ? [] : text.split(SEPARATOR), values };
}
