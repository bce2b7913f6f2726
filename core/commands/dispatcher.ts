import { type AdaptationCommand, CommandType } from "../../proto/mod.ts";
import { messageOf, TolariaError } from "../errors/mod.ts";
import type { CircuitBreaker, CircuitBreakers } from "../ports/circuit_breakers.ts";
import type { Clock } from "../ports/clock.ts";
import type {
  CommandHandler,
  PreparationMoment,
  PreparedCommand,
} from "../ports/command_handler.ts";
import type {
  AbortCause,
  CommandEnd,
  CommandOutcome,
  CommandSource,
} from "../ports/reports/command_outcome.ts";
import { BREAKER } from "../stability/breaker_names.ts";
import type { ConservativeMode } from "../stability/conservative_mode.ts";

/** What a dispatcher works with. */
export interface DispatcherParts {
  readonly handlers: readonly CommandHandler[];
  readonly clock: Clock;
  readonly breakers: CircuitBreakers;
  readonly mode: ConservativeMode;
  /** Told how each command ended. */
  readonly onOutcome: (outcome: CommandOutcome) => void;
}

/** Of a command, what its outcome names. */
type Sent = Pick<CommandOutcome, "command" | "source">;

/** A command that is neither committed nor given up. */
export interface PendingCommand extends Sent {
  /** Milliseconds until its deadline; infinite without one. */
  readonly leftMs: number;
}

/** A command on its way. */
interface Entry extends Sent {
  readonly handler: CommandHandler;
  readonly breaker: CircuitBreaker | undefined;
  /** On the monotonic clock; infinite without one. */
  readonly deadlineMs: number;
  /** Whether its breaker waits to hear how it went. */
  asked?: boolean;
  prepared?: PreparedCommand;
}

/** Why commands are aborted, for people. */
const ABORT_REASON: Readonly<Record<AbortCause, string>> = {
  "run-ended": "the run ended",
  "rolled-back": "training went back to before it",
};

/** Work behind a breaker, by the type of its command. */
const BREAKERS: Readonly<Record<number, string>> = {
  [CommandType.COMMAND_SEED]: BREAKER.kasmina,
  [CommandType.COMMAND_OPTIMIZER]: BREAKER.optimizer,
};

/**
 * Takes each command to its handler, in two phases: it is prepared between boundaries, and committed inside one.
 *
 * A command whose deadline passes on the way is aborted. Nothing here throws: how a command ended is told.
 */
export class CommandDispatcher {
  readonly #parts: DispatcherParts;
  readonly #waiting: Entry[] = [];
  readonly #preparing = new Set<Entry>();
  readonly #ready: Entry[] = [];

  constructor(parts: DispatcherParts) {
    this.#parts = parts;
  }

  /** Commands that are not yet committed or given up. */
  get pending(): number {
    return this.#waiting.length + this.#preparing.size + this.#ready.length;
  }

  /** Commands that are not yet committed or given up, in the order in which they came, with the time that each has left. */
  get underWay(): readonly PendingCommand[] {
    const nowMs = this.#parts.clock.monotonicMs();
    return [...this.#ready, ...this.#preparing, ...this.#waiting].map(
      ({ command, source, deadlineMs }) => ({ command, source, leftMs: deadlineMs - nowMs }),
    );
  }

  /**
   * Takes a checked command. One that is prepared inside the boundary is so at once.
   *
   * @param leftMs Milliseconds from now until its deadline; infinite without one.
   */
  receive(command: AdaptationCommand, source: CommandSource, leftMs: number): void {
    const end = (status: CommandEnd, reason: string) =>
      this.#report({ command, source }, status, reason);
    const handler = this.#parts.handlers.find(({ type }) => type === command.commandType);
    if (!handler)
      return end("refused", `nothing here carries out ${CommandType[command.commandType]}`);
    if (leftMs <= 0) return end("expired", "its deadline had passed when it came");
    const name = BREAKERS[command.commandType];
    const entry: Entry = {
      command,
      source,
      handler,
      breaker: name === undefined ? undefined : this.#parts.breakers.of(name),
      deadlineMs: this.#parts.clock.monotonicMs() + leftMs,
    };
    if (handler.prepares === "inside boundary") this.#prepare(entry);
    else this.#waiting.push(entry);
  }

  /** Commits what is ready, in order, while the time is before `untilMs` on the monotonic clock. */
  commitReady(untilMs: number): void {
    while (this.#ready.length > 0 && this.#parts.clock.monotonicMs() < untilMs) {
      this.#commit(this.#ready.shift() as Entry);
    }
  }

  /** Prepares what waits, a command at a time, but for what depends on steps that are to come. */
  *prepareWaiting(): Generator<void, void> {
    for (let entry = this.#takeWaiting("between boundaries"); entry; ) {
      this.#prepare(entry);
      yield;
      entry = this.#takeWaiting("between boundaries");
    }
  }

  /** Prepares what depends on the last step; to be called right before a boundary. */
  prepareForBoundary(): void {
    for (let entry = this.#takeWaiting("before boundary"); entry; ) {
      this.#prepare(entry);
      entry = this.#takeWaiting("before boundary");
    }
  }

  #takeWaiting(moment: PreparationMoment): Entry | undefined {
    const at = this.#waiting.findIndex(({ handler }) => handler.prepares === moment);
    return at < 0 ? undefined : this.#waiting.splice(at, 1)[0];
  }

  /** Aborts every command that is not committed; one that is being prepared, when it is. */
  abortAll(cause: AbortCause): void {
    const preparing = [...this.#preparing];
    this.#preparing.clear();
    for (const entry of [...this.#waiting.splice(0), ...preparing, ...this.#ready.splice(0)]) {
      this.#end(entry, "aborted", ABORT_REASON[cause], cause);
    }
  }

  #prepare(entry: Entry): void {
    const { command, handler, breaker } = entry;
    const fault = this.#faultBefore(entry);
    if (fault) return this.#end(entry, ...fault);
    if (breaker && !breaker.acquire()) {
      return this.#end(entry, "refused", `circuit breaker "${breaker.name}" is open`);
    }
    entry.asked = true;
    try {
      const prepared = handler.prepare(command);
      if (!(prepared instanceof Promise)) return this.#makeReady(entry, prepared);
      this.#preparing.add(entry);
      prepared.then(
        (done) => {
          if (this.#preparing.delete(entry)) this.#makeReady(entry, done);
          else this.#discard(done);
        },
        (error) => {
          if (this.#preparing.delete(entry)) this.#failed(entry, error);
        },
      );
    } catch (error) {
      this.#failed(entry, error);
    }
  }

  /** Gives back what was prepared for a command that was given up on meanwhile, and told of. */
  #discard(prepared: PreparedCommand): void {
    try {
      prepared.abort();
    } catch {
      // Nobody is left to hear of it: how the command ended has been told.
    }
  }

  #makeReady(entry: Entry, prepared: PreparedCommand): void {
    entry.prepared = prepared;
    this.#ready.push(entry);
  }

  #commit(entry: Entry): void {
    const fault = this.#faultBefore(entry);
    if (fault) return this.#end(entry, ...fault);
    try {
      entry.prepared?.commit();
    } catch (error) {
      return this.#failed(entry, error);
    }
    entry.breaker?.succeed();
    this.#report(entry, "committed", entry.prepared?.note ?? "");
  }

  /** What forbids to go on with a command now. */
  #faultBefore({ command, deadlineMs }: Entry): readonly [CommandEnd, string] | undefined {
    if (this.#parts.clock.monotonicMs() > deadlineMs) {
      return [
        "expired",
        `its deadline of ${command.executionDeadlineMs} ms passed before it could be committed`,
      ];
    }
    const seedChange = command.commandType === CommandType.COMMAND_SEED;
    if (seedChange && this.#parts.mode.sheds("seed-changes")) {
      return [
        "refused",
        `no seed changes its stage in conservative mode: ${this.#parts.mode.reason}`,
      ];
    }
    return undefined;
  }

  #failed(entry: Entry, error: unknown): void {
    if (TolariaError.is(error, "command/refused")) {
      return this.#end(entry, "refused", messageOf(error));
    }
    entry.breaker?.fail(messageOf(error));
    entry.asked = false;
    this.#end(entry, "failed", messageOf(error));
  }

  /** Gives a command up. What was not carried through says nothing of whoever would have done it. */
  #end(entry: Entry, status: CommandEnd, reason: string, abortedBy?: AbortCause): void {
    if (entry.asked) entry.breaker?.release();
    try {
      entry.prepared?.abort();
    } catch (error) {
      return this.#report(entry, "failed", `it could not be aborted: ${messageOf(error)}`);
    }
    this.#report(entry, status, reason, abortedBy);
  }

  #report(
    { command, source }: Sent,
    status: CommandEnd,
    reason: string,
    abortedBy?: AbortCause,
  ): void {
    this.#parts.onOutcome({ command, source, status, reason, ...(abortedBy && { abortedBy }) });
  }
}
