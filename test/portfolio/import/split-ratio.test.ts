import { expect, test } from "bun:test";
import { faultsOf, only } from "./transaction-csv.ts";

test.each<[string, number, number]>([
  ["4", 4, 1],
  ["0.1", 1, 10],
  ["0.10000000", 1, 10],
  ["1.5", 3, 2],
  ["1.05", 21, 20],
  ["0.004", 1, 250],
  ["0.001", 1, 1000],
  ["1000", 1000, 1],
  ["1:3", 1, 3],
  ["1/3", 1, 3],
  ["30 : 20", 3, 2],
  ["103:100", 103, 100],
])("%s", (quantity, numerator, denominator) => {
  expect(only("split", { quantity })).toMatchObject({ numerator, denominator });
});

test.each([
  ["four", "ERR_POS_005"],
  ["1e1", "ERR_POS_005"],
  ["1:", "ERR_POS_005"],
  ["0", "ERR_POS_006"],
  ["-4", "ERR_POS_006"],
  ["0:1", "ERR_POS_006"],
  ["1:0", "ERR_POS_006"],
  ["1", "ERR_TXN_006"],
  ["3:3", "ERR_TXN_006"],
  ["0.3333", "ERR_TXN_006"],
  ["0.33", "ERR_TXN_006"],
  ["1.2345", "ERR_TXN_006"],
  ["0.0000001", "ERR_TXN_006"],
  ["1001", "ERR_TXN_006"],
  ["0.000001", "ERR_TXN_006"],
  ["1001:1000", "ERR_TXN_006"],
])("%j has %s", (quantity, code) => {
  expect(faultsOf("split", { quantity })).toEqual([`${code} quantity`]);
});
