import manifest from "../../package.json" with { type: "json" };

/** The release that this binary is, as package.json has it. */
export const VERSION: string = manifest.version;
