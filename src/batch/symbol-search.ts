import type { Duty } from "../compute/duty.ts";
import { readChoices, type SearchChoices } from "../market/metrics/search/choices.ts";
import { type SearchAnswer, type SearchQuestion, searchSymbols } from "../market/metrics/search/search.ts";
import type { IsoDate } from "../platform/iso-date.ts";

/** Finds symbols by their metrics and profiles, in a worker. */
export const symbolSearchDuty: Duty<SearchQuestion, SearchAnswer> = {
  name: "symbol_search",
  answer: searchSymbols,
};

/** What a search as of a day may be narrowed to, in a worker. */
export const searchChoicesDuty: Duty<IsoDate, SearchChoices> = {
  name: "search_choices",
  answer: readChoices,
};
