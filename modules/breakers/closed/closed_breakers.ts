import { CIRCUIT_BREAKERS, type CircuitBreaker, type CircuitBreakers } from "../../../core/mod.ts";
import { ContainerModule } from "../../../deps.ts";
import { CircuitBreakerState } from "../../../proto/mod.ts";

/** A breaker that counts calls and refuses none. */
class ClosedBreaker implements CircuitBreaker {
  readonly name: string;
  readonly state: CircuitBreakerState = CircuitBreakerState.CIRCUIT_STATE_CLOSED;
  readonly counts = { calls: 0, failures: 0, rejected: 0, opens: 0 };

  constructor(name: string) {
    this.name = name;
  }

  acquire(): boolean {
    this.counts.calls += 1;
    return true;
  }

  succeed(): void {}

  release(): void {
    this.counts.calls -= 1;
  }

  fail(): void {
    this.counts.failures += 1;
  }

  async fire<T>(work: () => T | Promise<T>): Promise<T> {
    this.counts.calls += 1;
    try {
      return await work();
    } catch (error) {
      this.fail();
      throw error;
    }
  }

  force(): void {}
}

class ClosedBreakers implements CircuitBreakers {
  readonly name = "closed";
  readonly #breakers = new Map<string, ClosedBreaker>();

  get all(): readonly CircuitBreaker[] {
    return [...this.#breakers.values()];
  }

  of(name: string): CircuitBreaker {
    const breaker = this.#breakers.get(name) ?? new ClosedBreaker(name);
    this.#breakers.set(name, breaker);
    return breaker;
  }

  subscribe(): () => void {
    return () => {};
  }

  dispose(): void {}
}

/** Disables circuit breakers: every call passes, no matter how many failed. For tests and measurements. */
export function closedBreakers(): ContainerModule {
  return new ContainerModule(({ bind }) => {
    bind(CIRCUIT_BREAKERS)
      .toResolvedValue(() => new ClosedBreakers())
      .inSingletonScope();
  });
}
