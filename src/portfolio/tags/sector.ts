import { v5 } from "uuid";

/** The tag of what no sector is known of, private assets among it. */
export const UNCATEGORIZED = "Uncategorized";
/** A tag's name has at most so many characters. */
export const LONGEST_TAG_NAME = 50;
/** Of sectors that have no colour of their own. */
const DEFAULT_COLOR = "#78909C";
const COLORS: ReadonlyMap<string, string> = new Map([
  ["Technology", "#2196F3"],
  ["Healthcare", "#4CAF50"],
  ["Financial Services", "#FF9800"],
  ["Financials", "#FF9800"],
  ["Energy", "#FFC107"],
  ["Consumer Discretionary", "#9C27B0"],
  ["Consumer Cyclical", "#9C27B0"],
  ["Consumer Defensive", "#E91E63"],
  ["Consumer Staples", "#E91E63"],
  ["Industrials", "#795548"],
  ["Materials", "#607D8B"],
  ["Basic Materials", "#607D8B"],
  ["Real Estate", "#00BCD4"],
  ["Utilities", "#8BC34A"],
  ["Communication Services", "#3F51B5"],
  ["Telecommunication Services", "#3F51B5"],
  [UNCATEGORIZED, "#9E9E9E"],
  ["Unknown", "#9E9E9E"],
]);
/** Of the ids of sector tags, which are made from their owner and name: nights take no chance. */
const ID_NAMESPACE = "6f0d5a0e-6b0a-4c39-9f6f-6a3e7f1c2d58";

function capitalized(word: string): string {
  const [first = "", ...rest] = word;
  return first.toUpperCase() + rest.join("");
}

/** The name of a sector's tag: trimmed, each word with a capital, blanks between them single; `Uncategorized` for none. */
export function sectorTagName(sector: string | null): string {
  const words = (sector ?? "").trim().replace(/\s+/g, " ").toLowerCase();
  const name = words.replace(/\p{L}[\p{L}\p{M}'’]*/gu, capitalized);
  return name === "" ? UNCATEGORIZED : [...name].slice(0, LONGEST_TAG_NAME).join("").trimEnd();
}

/** A sector tag as it is made. */
export interface NewSectorTag {
  readonly publicId: string;
  readonly owner: string;
  readonly name: string;
  readonly color: string;
  readonly description: string;
}

/** What is made of a sector's name for an owner. */
export function newSectorTag(owner: string, name: string): NewSectorTag {
  return {
    publicId: v5(JSON.stringify([owner, name]), ID_NAMESPACE),
    owner,
    name,
    color: COLORS.get(name) ?? DEFAULT_COLOR,
    description: name === UNCATEGORIZED ? "No sector is known" : `Sector: ${name}`,
  };
}
