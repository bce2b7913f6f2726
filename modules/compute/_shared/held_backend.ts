/** What one provider holds of a backend that others in the process may hold too: it takes it once, and gives it back once. */
export class HeldBackend<T> {
  readonly #acquire: () => Promise<T>;
  readonly #release: () => Promise<void>;
  #started: Promise<T> | undefined;

  /**
   * Holds nothing yet.
   *
   * @param acquire Takes the backend.
   * @param release Gives it back.
   */
  constructor(acquire: () => Promise<T>, release: () => Promise<void>) {
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
    const holds = await started?.then(
      () => true,
      () => false,
    );
    if (holds) await this.#release();
  }
}
