import type { AdaptationCommand } from "../../../proto/mod.ts";

/** Who sent a command. */
export type CommandSource = "tamiyo" | "outside";

/** How a command ended. */
export type CommandEnd = "committed" | "refused" | "expired" | "aborted" | "failed";

/** What aborts every command that is not committed: the end of the run, or a rollback to before it. */
export type AbortCause = "run-ended" | "rolled-back";

/** What became of a command. */
export interface CommandOutcome {
  /** The command as it came. */
  readonly command: AdaptationCommand;
  /** Who sent it. */
  readonly source: CommandSource;
  /** How it ended. */
  readonly status: CommandEnd;
  /** Why, for people; of a committed one, a note or nothing. */
  readonly reason: string;
  /** What aborted it, if that was neither its deadline nor its handler. */
  readonly abortedBy?: AbortCause;
}
