export * from "./admin.ts";
export * from "./batch.ts";
export * from "./market.ts";
export * from "./portfolio.ts";
export * from "./risk.ts";
