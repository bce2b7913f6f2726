import type { AdaptationCommand, CommandType } from "../../proto/mod.ts";

/** A command that only has to be switched on. */
export interface PreparedCommand {
  /** Makes the change: a few assignments, well under a millisecond. */
  commit(): void;
  /** Gives back what `prepare` took, as if nothing had been asked. */
  abort(): void;
  /** What carrying it out means, where that is less than the command says: a note for the field report. */
  readonly note?: string;
}

/**
 * Carries out the commands of one type, in two phases.
 *
 * A provider must: (1) do all that takes time in `prepare`, which changes nothing that can be seen; (2) refuse in
 * `prepare`, by throwing `command/refused`, and never fail in `commit`; (3) leave no trace after `abort`.
 */
export interface CommandHandler {
  /** Name in events. */
  readonly name: string;
  /** What it carries out. */
  readonly type: CommandType;
  /**
   * Whether `prepare` takes well under a millisecond, so that it may run inside the boundary and the command take effect
   * in the one that brought it. Any other command is prepared after it and committed in the next.
   */
  readonly light: boolean;
  /** Makes a command ready. */
  prepare(command: AdaptationCommand): PreparedCommand | Promise<PreparedCommand>;
}
