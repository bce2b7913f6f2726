/** What the process ends with; a signal ends it with 128 and the signal's number. */
export const EXIT_CODES = {
  /** The run was completed, or stopped early as it was told to. */
  done: 0,
  /** The run failed. */
  failed: 1,
  /** The command line, the job or an option of it is wrong: nothing was run. */
  usage: 2,
  /** An emergency of level 4 halted the run. */
  halted: 4,
} as const;
