import {
  type BreakerChange,
  CIRCUIT_BREAKERS,
  type CircuitBreaker,
  type CircuitBreakers,
  parseOptions,
} from "../../../core/mod.ts";
import { ContainerModule, type z } from "../../../deps.ts";
import { OpossumBreaker } from "./opossum_breaker.ts";
import { type OpossumBreakersOptions, OpossumBreakersSchema } from "./options.ts";

class OpossumBreakers implements CircuitBreakers {
  readonly name = "opossum";
  readonly #options: z.output<typeof OpossumBreakersSchema>;
  readonly #breakers = new Map<string, OpossumBreaker>();
  readonly #listeners = new Set<(change: BreakerChange) => void>();
  #disposed = false;

  constructor(options: z.output<typeof OpossumBreakersSchema>) {
    this.#options = options;
  }

  get all(): readonly CircuitBreaker[] {
    return [...this.#breakers.values()];
  }

  of(name: string): CircuitBreaker {
    let breaker = this.#breakers.get(name);
    if (!breaker) {
      const { breakers, ...defaults } = this.#options;
      const options = { ...defaults, ...breakers[name] };
      breaker = new OpossumBreaker(name, options, (change) => this.#emit(change));
      this.#breakers.set(name, breaker);
      if (this.#disposed) breaker.dispose();
    }
    return breaker;
  }

  subscribe(listener: (change: BreakerChange) => void): () => void {
    this.#listeners.add(listener);
    return () => this.#listeners.delete(listener);
  }

  dispose(): void {
    this.#disposed = true;
    for (const breaker of this.#breakers.values()) breaker.dispose();
  }

  #emit(change: BreakerChange): void {
    for (const listener of this.#listeners) {
      try {
        listener(change);
      } catch {
        // Listeners report their own failures; here one would look like a failure of the call.
      }
    }
  }
}

/** Guards calls by circuit breakers of opossum. The default. */
export function opossumBreakers(options: OpossumBreakersOptions = {}): ContainerModule {
  const checked = parseOptions("make opossumBreakers", OpossumBreakersSchema, options);
  return new ContainerModule(({ bind }) => {
    bind(CIRCUIT_BREAKERS)
      .toResolvedValue(() => new OpossumBreakers(checked))
      .inSingletonScope()
      .onDeactivation((breakers) => breakers.dispose());
  });
}
