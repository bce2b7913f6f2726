/** What one provider holds of a backend that others in the process may hold too: it takes it once, and gives it back once. */
export class HeldBackend<T> {
  readonly #acquire: () => Promise<T>;
  readonly #release: (taken: T) => Promise<void>;
  #started: Promise<T> | undefined;

  /**
   * Holds nothing yet.
   *
   * @param acquire Takes the backend.
   * @param release Gives back what was taken.
   */
  constructor(acquire: () => Promise<T>, release: (taken: T) => Promise<void>) {
    this.#acquire = acquire;
    this.#release = release;
  }

  /** Takes it, or what came of that before. */
  start(): Promise<T> {
    this.#started ??= this.#acquire();
    return this.#started;
  }

  /** Gives it back, where it was taken. */
  async dispose(): Promise<void> {
    const started = this.#started;
    this.#started = undefined;
    // What did not start has nothing to give back; its caller was told why.
    const holding = await started?.then(
      (taken) => ({ taken }),
      () => undefined,
    );
    if (holding) await this.#release(holding.taken);
  }
}
