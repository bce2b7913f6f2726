/** What a thread is started with. */
export interface ThreadTask {
  readonly memory: WebAssembly.Memory;
  /** Where the threads write to each other. */
  readonly board: number;
  /** What this one alone has. */
  readonly room: number;
}
