export * from "./admin.ts";
export * from "./batch.ts";
export * from "./collect.ts";
export * from "./market.ts";
export * from "./portfolio.ts";
export * from "./price-change.ts";
export * from "./risk.ts";
