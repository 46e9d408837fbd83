import { INSTRUMENT_TYPES, type InstrumentType } from "../../../db/schema/words.ts";

/** What trades, by Yahoo's word for it; another word than those that are known is OTHER. */
export function instrumentType(text: string | null): InstrumentType | null {
  if (text === null) return null;
  return INSTRUMENT_TYPES.find((type) => type === text) ?? "OTHER";
}
