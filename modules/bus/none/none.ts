import { BUS, type Bus, type BusCounts } from "../../../core/mod.ts";
import { ContainerModule } from "../../../deps.ts";
import type { EventEnvelope, FieldsOf } from "../../../proto/mod.ts";
import { packParcel, Tally } from "../_shared/mod.ts";

class NoBus implements Bus {
  readonly name = "none";
  readonly destination = undefined;
  readonly #tally = new Tally();

  get counts(): BusCounts {
    return this.#tally.read();
  }

  start(): Promise<void> {
    return Promise.resolve();
  }

  publish(envelope: FieldsOf<typeof EventEnvelope>): void {
    const { priority } = packParcel(envelope);
    this.#tally.published += 1;
    this.#tally.dropped[priority] += 1;
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

/** Makes a run without a bus: whatever is published is dropped, and counted. The default. */
export function noBus(): ContainerModule {
  return new ContainerModule(({ bind }) => {
    bind(BUS)
      .toResolvedValue(() => new NoBus())
      .inSingletonScope();
  });
}
