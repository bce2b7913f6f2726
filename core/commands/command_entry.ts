import { type AdaptationCommand, CommandType } from "../../proto/mod.ts";
import type { CircuitBreaker, CircuitBreakers } from "../ports/circuit_breakers.ts";
import type { Clock } from "../ports/clock.ts";
import type {
  CommandHandler,
  PreparationMoment,
  PreparedCommand,
} from "../ports/command_handler.ts";
import type { AbortCause, CommandEnd, CommandOutcome } from "../ports/reports/command_outcome.ts";
import { BREAKER } from "../stability/breaker_names.ts";
import type { ConservativeMode } from "../stability/conservative_mode.ts";

/** The ranks of a run, as far as commands need them. */
export interface CommandRanks {
  /** Whether there are others. */
  readonly shared: boolean;
  /** Whether deadlines and the mode are looked at here: clocks of different ranks differ. */
  readonly decides: boolean;
  /** The largest of each state over all ranks. @throws {CollectiveFailure} If ranks are late or lost. */
  vote(states: readonly number[]): readonly number[];
  /** What rank 0 has, for all. @throws {CollectiveFailure} If ranks are late or lost. */
  list(own: readonly Uint8Array[]): readonly Uint8Array[];
}

/** Dependencies of a dispatcher. */
export interface DispatcherParts {
  readonly handlers: readonly CommandHandler[];
  readonly clock: Clock;
  readonly breakers: CircuitBreakers;
  readonly mode: ConservativeMode;
  /** Other ranks that commit the same commands in the same boundary. @default none */
  readonly ranks?: CommandRanks;
  /** Called with the outcome of each command. */
  readonly onOutcome: (outcome: CommandOutcome) => void;
}

/** How far a command is on a rank; that of the rank with the largest counts. */
export const STATE: Readonly<Record<"ready" | "waiting" | "ended", number>> = {
  ready: 0,
  waiting: 1,
  ended: 2,
};

/** Fields of a command in its outcome. */
export type Sent = Pick<CommandOutcome, "command" | "source">;

/** A pending command. */
export interface PendingCommand extends Sent {
  /** Time to the deadline, ms; infinite without one. */
  readonly leftMs: number;
}

/** A command in progress. */
export interface Entry extends Sent {
  readonly handler: CommandHandler;
  readonly moment: PreparationMoment;
  readonly breaker: CircuitBreaker | undefined;
  /** Deadline on the monotonic clock; infinite without one. */
  readonly deadlineMs: number;
  /** Whether its breaker still waits for the result. */
  asked?: boolean;
  prepared?: PreparedCommand;
  /** Resolves when it is prepared, or is not going to be. */
  ready?: Promise<void>;
  /** How it ended on this rank before all ranks agreed on that. */
  ended?: readonly [status: CommandEnd, reason: string];
}

/** Reasons for aborted commands. */
export const ABORT_REASON: Readonly<Record<AbortCause, string>> = {
  "run-ended": "the run ended",
  "rolled-back": "training went back to before it",
};

/** Circuit breakers by command type. */
export const BREAKERS: Readonly<Record<number, string>> = {
  [CommandType.COMMAND_SEED]: BREAKER.kasmina,
  [CommandType.COMMAND_OPTIMIZER]: BREAKER.optimizer,
};

/** When a command is prepared. */
export function momentOf(
  { prepares }: CommandHandler,
  command: AdaptationCommand,
): PreparationMoment {
  return typeof prepares === "function" ? prepares(command) : prepares;
}
