import { type SymbolName, trySymbol } from "./symbol.ts";

/** Option roots whose underlying goes by another name: indices, and share classes, whose roots have no hyphen. */
const UNDERLYINGS: Readonly<Record<string, string>> = {
  SPX: "^GSPC",
  SPXW: "^GSPC",
  XSP: "^GSPC",
  NDX: "^NDX",
  NDXP: "^NDX",
  XND: "^NDX",
  RUT: "^RUT",
  RUTW: "^RUT",
  MRUT: "^RUT",
  VIX: "^VIX",
  VIXW: "^VIX",
  DJX: "^DJI",
  OEX: "^OEX",
  XEO: "^OEX",
  BRKB: "BRK-B",
  BFB: "BF-B",
};

/** The instrument that an option's root is written on (SPX is on ^GSPC); null if the root is no symbol. */
export function underlyingOf(root: string): SymbolName | null {
  const name = root.trim().toUpperCase();
  return trySymbol(Object.hasOwn(UNDERLYINGS, name) ? (UNDERLYINGS[name] ?? name) : name);
}
