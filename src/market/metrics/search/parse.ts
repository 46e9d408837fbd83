import type { IsoDate } from "../../../platform/iso-date.ts";
import { parseFilter } from "./filter.ts";
import { parseSort } from "./order.ts";
import type { SearchPeriod } from "./period-source.ts";
import type { SearchQuestion } from "./search.ts";

/** How symbols are sorted unless it is said. */
const DEFAULT_SORT = "-market_cap";

/** A search as somebody writes it. */
export interface WrittenSearch {
  readonly date: IsoDate;
  readonly filters: readonly string[];
  readonly text?: string | undefined;
  readonly sort?: string | undefined;
  readonly period: SearchPeriod;
  readonly limit: number;
  readonly after?: string | undefined;
}

/**
 * Reads a search.
 * @throws NightdeskError `bad_request`, naming what may be written.
 */
export function parseSearch({ filters, text, sort, after, ...rest }: WrittenSearch): SearchQuestion {
  return {
    ...rest,
    filters: filters.map(parseFilter),
    text: text ?? null,
    sort: parseSort(sort ?? DEFAULT_SORT),
    after: after ?? null,
  };
}
