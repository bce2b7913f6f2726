/** What started this process as one of several that belong together. */
export interface Launch {
  /** The program that started them, for people. */
  readonly launcher: string;
  /** Number of processes. */
  readonly size: number;
  /** Which of them this one is, from 0. */
  readonly rank: number;
}
