import {
  COMPUTE_BACKEND,
  type ComputeBackend,
  type ComputeDevice,
  messageOf,
  TolariaError,
} from "../../../core/mod.ts";
import { Container, type ContainerModule } from "../../../deps.ts";

/** A backend that can be chosen. */
export interface Candidate {
  /** Name for `--backend` and `TOLARIA_BACKEND`. */
  readonly name: string;
  /** Returns the provider's module. */
  readonly make: () => ContainerModule;
  /** Whether it looks available; unavailable candidates are skipped silently. */
  readonly isThere: () => boolean;
}

/**
 * Starts the first candidate that is available and starts. If an available one fails to start, it
 * warns and tries the next; a candidate that is requested by name has no fallback.
 */
export class AutoBackend implements ComputeBackend {
  readonly #candidates: readonly Candidate[];
  readonly #wanted: string | undefined;
  readonly #warn: (line: string) => void;
  #container: Container | undefined;
  #chosen: ComputeBackend | undefined;
  #started: Promise<void> | undefined;

  /**
   * @param candidates In order of preference; the last one must always be available.
   * @param wanted Name of the only candidate to try.
   * @param warn Called with a line for each candidate that fails to start.
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

  get isCurrent(): boolean {
    return this.#chosen?.isCurrent ?? false;
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
        // The user must resolve a conflict with another trainer.
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
