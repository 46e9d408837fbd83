import type { GivenScope } from "../batch/given-scope.ts";

const text = (option: unknown): string | null => (typeof option === "string" ? option : null);

/** The scope that a command line's options give. */
export function givenScope(options: Readonly<Record<string, unknown>>): GivenScope {
  return {
    date: text(options.date),
    from: text(options.from),
    to: text(options.to),
    portfolios: (options.portfolio as readonly string[] | undefined) ?? [],
    force: options.force === true,
  };
}
