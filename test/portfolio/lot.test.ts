import { describe, expect, test } from "bun:test";
import {
  type AssetClass,
  multiplierOf,
  type OptionRight,
  type PositionType,
  positionTypeOf,
} from "../../src/portfolio/lot.ts";

describe("the type of a position", () => {
  test.each<[AssetClass, number, OptionRight | null, PositionType]>([
    ["PUBLIC", 100, null, "LONG"],
    ["PUBLIC", -0.5, null, "SHORT"],
    ["PRIVATE", 1, null, "LONG"],
    ["PRIVATE", -1, null, "SHORT"],
    ["OPTIONS", 1, "CALL", "LC"],
    ["OPTIONS", 1, "PUT", "LP"],
    ["OPTIONS", -1, "CALL", "SC"],
    ["OPTIONS", -1, "PUT", "SP"],
  ])("%s %d %p is %s", (assetClass, quantity, right, type) => {
    expect(positionTypeOf(assetClass, quantity, right)).toBe(type);
  });

  test("an option without a right is never taken for shares", () => {
    expect(() => positionTypeOf("OPTIONS", 1, null)).toThrow(TypeError);
  });
});

test.each<[AssetClass, number]>([
  ["PUBLIC", 1],
  ["PRIVATE", 1],
  ["OPTIONS", 100],
])("a unit of %s stands for %d shares", (assetClass, shares) => {
  expect(multiplierOf(assetClass)).toBe(shares);
});
