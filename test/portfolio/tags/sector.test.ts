import { expect, test } from "bun:test";
import { newSectorTag, sectorTagName } from "../../../src/portfolio/tags/sector.ts";

test.each([
  ["Technology", "Technology"],
  ["  financial  services ", "Financial Services"],
  ["REAL ESTATE", "Real Estate"],
  ["oil & gas e&p", "Oil & Gas E&P"],
  ["consumer-defensive", "Consumer-Defensive"],
  ["children's goods", "Children's Goods"],
  ["énergie", "Énergie"],
  ["", "Uncategorized"],
  [" \t", "Uncategorized"],
  [null, "Uncategorized"],
  ["uncategorized", "Uncategorized"],
  [`a ${"b".repeat(60)}`, `A B${"b".repeat(47)}`],
] as const)("the tag of sector %j is %j", (sector, name) => {
  expect(sectorTagName(sector)).toBe(name);
});

test.each([
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
  ["Uncategorized", "#9E9E9E"],
  ["Unknown", "#9E9E9E"],
  ["Shipping", "#78909C"],
])("the colour of %s is %s", (name, color) => {
  expect(newSectorTag("", name).color).toBe(color);
});

test("a tag is described by its sector, and has one id whenever it is made", () => {
  const made = newSectorTag("Ada", "Energy");
  expect(made).toMatchObject({ owner: "Ada", name: "Energy", description: "Sector: Energy" });
  expect(newSectorTag("", "Uncategorized").description).toBe("No sector is known");
  expect(newSectorTag("Ada", "Energy")).toEqual(made);
  const ids = [
    made,
    newSectorTag("", "Energy"),
    newSectorTag("Ada", "Utilities"),
    newSectorTag("AdaE", "nergy"),
  ];
  expect(new Set(ids.map(({ publicId }) => publicId)).size).toBe(4);
});
