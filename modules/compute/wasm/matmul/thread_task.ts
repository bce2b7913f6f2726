/** What a worker thread is started with. Addresses are in bytes. */
export interface ThreadTask {
  readonly memory: WebAssembly.Memory;
  /** The pool's state, which all threads share. */
  readonly pool: number;
  /** Scratch memory of this thread. */
  readonly scratch: number;
}
