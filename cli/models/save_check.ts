import { disposeModel, RUN_OBSERVER, type Trainer } from "../../core/mod.ts";
import { ContainerModule } from "../../deps.ts";

/** Checks at the start of a run that its network can be saved at the end: nobody is to learn of it hours later. */
export class SaveCheck {
  readonly #stop = new AbortController();
  #failure: unknown;
  #trainer: Trainer | undefined;

  /** Aborted if the network cannot be saved. */
  get signal(): AbortSignal {
    return this.#stop.signal;
  }

  /** The trainer whose network it is. */
  watch(trainer: Trainer): void {
    this.#trainer = trainer;
  }

  /** Observes the start of the run. */
  observer(): ContainerModule {
    return new ContainerModule(({ bind }) => {
      bind(RUN_OBSERVER).toConstantValue({ onRunStart: () => void this.#check() });
    });
  }

  /** @throws What kept the network from being copied as layers. */
  throwFailure(): void {
    if (this.#failure !== undefined) throw this.#failure;
  }

  async #check(): Promise<void> {
    try {
      const host = await this.#trainer?.host();
      const model = host?.toModel?.();
      if (model) disposeModel(model);
    } catch (error) {
      this.#failure = error;
      this.#stop.abort();
    }
  }
}
