import {
  COMPUTE_BACKEND,
  type ComputeBackend,
  type ComputeDevice,
  messageOf,
  TolariaError,
} from "../../../core/mod.ts";
import { Container, type ContainerModule } from "../../../deps.ts";

/** A backend that may be chosen. */
export interface Candidate {
  /** Name as `--backend` takes it. */
  readonly name: string;
  /** Makes the provider's module. */
  readonly make: () => ContainerModule;
  /** Whether it is worth a try: one that is not installed is passed over without a word. */
  readonly isThere: () => boolean;
}

/**
 * Starts the first of several backends that is there and starts. One that is there and does not start is told of in a
 * line, and the next is tried; where one is asked for by name, there is no next.
 */
export class AutoBackend implements ComputeBackend {
  readonly #candidates: readonly Candidate[];
  readonly #wanted: string | undefined;
  readonly #warn: (line: string) => void;
  #container: Container | undefined;
  #chosen: ComputeBackend | undefined;
  #started: Promise<void> | undefined;

  /**
   * @param candidates In the order of their trying; the last must be there always.
   * @param wanted Name of the only one to try.
   * @param warn Told of one that does not start.
   */
  constructor(
    candidates: readonly Candidate[],
    wanted: string | undefined,
    warn: (line: string) => void,
  ) {
    this.#candidates = candidates;
    this.#wanted = wanted;
    this.#warn = warn;
  }

  get name(): string {
    return this.#chosen?.name ?? "auto";
  }

  get device(): ComputeDevice {
    return this.#chosen?.device ?? { type: "cpu", description: "not started" };
  }

  start(): Promise<void> {
    this.#started ??= this.#start();
    return this.#started;
  }

  async dispose(): Promise<void> {
    await this.#started?.catch(() => {});
    this.#started = undefined;
    this.#chosen = undefined;
    const container = this.#container;
    this.#container = undefined;
    await container?.unbindAllAsync();
  }

  async #start(): Promise<void> {
    if (this.#wanted !== undefined) return this.#try(this.#find(this.#wanted));
    const there = this.#candidates.filter(({ isThere }) => isThere());
    for (const [index, candidate] of there.entries()) {
      const next = there[index + 1];
      try {
        return await this.#try(candidate);
      } catch (error) {
        // What another trainer keeps from starting is for the user to sort out.
        if (!next || !TolariaError.is(error, "backend/unavailable")) throw error;
        this.#warn(`${messageOf(error)}\ntrying ${next.name} instead`);
      }
    }
    throw new TolariaError("backend/unavailable", "No backend is available. Cannot start.");
  }

  async #try(candidate: Candidate): Promise<void> {
    const container = new Container();
    container.load(candidate.make());
    const backend = container.get(COMPUTE_BACKEND);
    await backend.start();
    this.#container = container;
    this.#chosen = backend;
  }

  #find(wanted: string): Candidate {
    const found = this.#candidates.find(({ name }) => name === wanted);
    if (found) return found;
    const names = this.#candidates.map(({ name }) => name).join(", ");
    throw new TolariaError(
      "options/invalid",
      `TOLARIA_BACKEND must be one of ${names}, but is ${wanted}. Cannot start a backend.`,
    );
  }
}
