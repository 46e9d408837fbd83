export * from "./admin.ts";
export * from "./batch.ts";
export * from "./market.ts";
