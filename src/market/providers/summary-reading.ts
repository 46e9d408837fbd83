import { type ModuleValues, SUMMARY_MODULES, type SummaryModule } from "./summary-json.ts";
import { placeOf } from "./yahoo-field.ts";

/** The modules of an answer of quoteSummary, read one by one; what is wrong with any of them is noted. */
export class SummaryReading {
  readonly #modules: Readonly<Record<string, unknown>>;
  readonly #faults: string[] = [];

  constructor(modules: Readonly<Record<string, unknown>>) {
    this.#modules = modules;
  }

  /** The values of a module; null if it is not there or not as it should be, which {@link fault} tells then. */
  get<M extends SummaryModule>(module: M): ModuleValues<M> | null {
    const given = this.#modules[module];
    if (given == null) return null;
    const parsed = SUMMARY_MODULES[module].safeParse(given);
    if (parsed.success) return parsed.data as ModuleValues<M>;
    this.#faults.push(`${module}.${placeOf(parsed.error, "the module")}`);
    return null;
  }

  /** Notes what is wrong with a module beyond its shape. */
  refuse(module: SummaryModule, fault: string): void {
    this.#faults.push(`${module}.${fault}`);
  }

  /** The first place that was not as it should be. */
  get fault(): string | null {
    return this.#faults[0] ?? null;
  }
}
