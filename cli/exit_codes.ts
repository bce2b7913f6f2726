/** Exit codes of the process. A signal exits with 128 plus its number. */
export const EXIT_CODES = {
  /** The run completed or stopped early. */
  done: 0,
  /** The run failed. */
  failed: 1,
  /** The command line, the job or an option is invalid; nothing ran. */
  usage: 2,
  /** A CRITICAL emergency halted the run. */
  halted: 4,
  /** Processes of the run were lost, and it could not go on without them; its checkpoints are there. */
  lostPeers: 5,
} as const;
