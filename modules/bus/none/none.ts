import { BUS, type Bus, type BusCounts, priorityName } from "../../../core/mod.ts";
import { ContainerModule } from "../../../deps.ts";
import type { EventEnvelope, FieldsOf } from "../../../proto/mod.ts";
import { BusCounters, toOutbound } from "../_shared/mod.ts";

class NoBus implements Bus {
  readonly name = "none";
  readonly destination = undefined;
  readonly #counters = new BusCounters();

  get counts(): BusCounts {
    return this.#counters.read();
  }

  start(): Promise<void> {
    return Promise.resolve();
  }

  publish(envelope: FieldsOf<typeof EventEnvelope>): void {
    const { priority } = toOutbound(envelope);
    this.#counters.published += 1;
    this.#counters.dropped[priorityName(priority)] += 1;
  }

  subscribe(): () => void {
    return () => {};
  }

  watch(): () => void {
    return () => {};
  }

  flush(): Promise<void> {
    return Promise.resolve();
  }

  dispose(): Promise<void> {
    return Promise.resolve();
  }
}

/** Runs without a bus: messages are dropped and counted. The default. */
export function noBus(): ContainerModule {
  return new ContainerModule(({ bind }) => {
    bind(BUS)
      .toResolvedValue(() => new NoBus())
      .inSingletonScope();
  });
}
