import type { AdaptationCommand, CommandType } from "../../proto/mod.ts";
import type { CommandSource } from "./reports/command_outcome.ts";

/** A command that only has to be switched on. */
export interface PreparedCommand {
  /** Makes the change: a few assignments, well under a millisecond. */
  commit(): void;
  /** Releases what `prepare` took, as if nothing had been asked. */
  abort(): void;
  /** What carrying it out means, where that is less than the command says: a note for the field report. */
  readonly note?: string;
}

/**
 * When a command is prepared:
 *
 * - `inside boundary`: at once. It takes well under a millisecond, and the command takes effect in the boundary that
 *   brought it.
 * - `between boundaries`: after the boundary that brought it, beside the training; it is committed in the next.
 * - `before boundary`: right before the next boundary, outside of its time, because it depends on what the last step left.
 */
export type PreparationMoment = "inside boundary" | "between boundaries" | "before boundary";

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
  /** When it prepares; a function if that depends on the command. */
  readonly prepares: PreparationMoment | ((command: AdaptationCommand) => PreparationMoment);
  /**
   * Makes a command ready.
   *
   * @param source Who sent it, if that is known.
   */
  prepare(
    command: AdaptationCommand,
    source?: CommandSource,
  ): PreparedCommand | Promise<PreparedCommand>;
}
