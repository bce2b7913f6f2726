import { RUN_OBSERVER } from "../core/mod.ts";
import { ContainerModule } from "../deps.ts";

/** Ends a run after an epoch as Ctrl-C does: with a checkpoint, and with the schedule of the whole run. */
export class EpochLimit {
  readonly #last: number;
  readonly #controller = new AbortController();

  /** @param last The last epoch to train, from 1. */
  constructor(last: number) {
    this.#last = last;
  }

  /** Aborted once that epoch has ended. */
  get signal(): AbortSignal {
    return this.#controller.signal;
  }

  /** Sees the epochs of the run. */
  observer(): ContainerModule {
    return new ContainerModule(({ bind }) => {
      bind(RUN_OBSERVER).toConstantValue({
        onEpoch: ({ epoch }) => {
          if (epoch >= this.#last) this.#controller.abort();
        },
      });
    });
  }
}
