import { isoDate } from "../../platform/iso-date.ts";
import file from "./closes.csv.gz" with { type: "file" };

/** The sample market's price file: real closes of 68 US symbols over 500 sessions, total return; see README.md beside it. */
export const SAMPLE_FILE: string = file;

/** The sample's last session; a demo's business clock stands after its close. */
export const SAMPLE_LAST_SESSION = isoDate("2026-05-29");
