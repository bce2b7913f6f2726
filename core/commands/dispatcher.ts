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

/** Dependencies of a dispatcher. */
export interface DispatcherParts {
  readonly handlers: readonly CommandHandler[];
  readonly clock: Clock;
  readonly breakers: CircuitBreakers;
  readonly mode: ConservativeMode;
  /** Called with the outcome of each command. */
  readonly onOutcome: (outcome: CommandOutcome) => void;
}

/** Fields of a command in its outcome. */
type Sent = Pick<CommandOutcome, "command" | "source">;

/** A pending command. */
export interface PendingCommand extends Sent {
  /** Time to the deadline, ms; infinite without one. */
  readonly leftMs: number;
}

/** A command in progress. */
interface Entry extends Sent {
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
}

/** Reasons for aborted commands. */
const ABORT_REASON: Readonly<Record<AbortCause, string>> = {
  "run-ended": "the run ended",
  "rolled-back": "training went back to before it",
};

/** Circuit breakers by command type. */
const BREAKERS: Readonly<Record<number, string>> = {
  [CommandType.COMMAND_SEED]: BREAKER.kasmina,
  [CommandType.COMMAND_OPTIMIZER]: BREAKER.optimizer,
};

/**
 * Dispatches commands to their handlers in two phases: prepared between boundaries, committed inside one.
 *
 * A command that misses its deadline is aborted. No method throws: outcomes are reported.
 */
export class CommandDispatcher {
  readonly #parts: DispatcherParts;
  readonly #waiting: Entry[] = [];
  readonly #preparing = new Set<Entry>();
  readonly #ready: Entry[] = [];

  constructor(parts: DispatcherParts) {
    this.#parts = parts;
  }

  /** Number of pending commands. */
  get pending(): number {
    return this.#waiting.length + this.#preparing.size + this.#ready.length;
  }

  /** Pending commands in order of arrival, with the time that each has left. */
  get underWay(): readonly PendingCommand[] {
    const nowMs = this.#parts.clock.monotonicMs();
    return [...this.#ready, ...this.#preparing, ...this.#waiting].map(
      ({ command, source, deadlineMs }) => ({ command, source, leftMs: deadlineMs - nowMs }),
    );
  }

  /**
   * Accepts a checked command. One that is prepared inside the boundary is prepared at once.
   *
   * @param leftMs Milliseconds from now until its deadline; infinite without one.
   */
  receive(command: AdaptationCommand, source: CommandSource, leftMs: number): void {
    const entry = this.#entryOf(command, source, leftMs);
    if (entry?.moment === "inside boundary") this.#prepare(entry);
    else if (entry) this.#waiting.push(entry);
  }

  /** Accepts a checked command and commits it at once, unless its handler has to prepare it between boundaries. */
  carryOut(command: AdaptationCommand, source: CommandSource, leftMs: number): void {
    const entry = this.#entryOf(command, source, leftMs);
    if (!entry) return;
    if (entry.moment !== "inside boundary") return void this.#waiting.push(entry);
    this.#prepare(entry);
    const at = this.#ready.indexOf(entry);
    if (at >= 0) this.#commit(this.#ready.splice(at, 1)[0] as Entry);
  }

  /** Returns the entry of a command; undefined if nobody can carry it out any more, which is reported. */
  #entryOf(command: AdaptationCommand, source: CommandSource, leftMs: number): Entry | undefined {
    const end = (status: CommandEnd, reason: string) =>
      void this.#report({ command, source }, status, reason);
    const handler = this.#parts.handlers.find(({ type }) => type === command.commandType);
    if (!handler) {
      end("refused", `nothing here carries out ${CommandType[command.commandType]}`);
      return undefined;
    }
    if (leftMs <= 0) {
      end("expired", "its deadline had passed when it came");
      return undefined;
    }
    const name = BREAKERS[command.commandType];
    return {
      command,
      source,
      handler,
      moment: momentOf(handler, command),
      breaker: name === undefined ? undefined : this.#parts.breakers.of(name),
      deadlineMs: this.#parts.clock.monotonicMs() + leftMs,
    };
  }

  /** Commits ready commands in order, until `untilMs` on the monotonic clock. */
  commitReady(untilMs: number): void {
    while (this.#ready.length > 0 && this.#parts.clock.monotonicMs() < untilMs) {
      this.#commit(this.#ready.shift() as Entry);
    }
  }

  /** Prepares waiting commands one at a time, except those that depend on the coming steps. */
  *prepareWaiting(): Generator<void, void> {
    for (let entry = this.#takeWaiting("between boundaries"); entry; ) {
      this.#prepare(entry);
      yield;
      entry = this.#takeWaiting("between boundaries");
    }
  }

  /** Prepares commands that depend on the last step. Call right before a boundary. */
  prepareForBoundary(): void {
    for (let entry = this.#takeWaiting("before boundary"); entry; ) {
      this.#prepare(entry);
      entry = this.#takeWaiting("before boundary");
    }
  }

  /** Resolves when commands are prepared that depend on the last step; undefined if all are. */
  get preparing(): Promise<unknown> | undefined {
    const late = [...this.#preparing].filter(({ moment }) => moment === "before boundary");
    return late.length === 0 ? undefined : Promise.all(late.map(({ ready }) => ready));
  }

  #takeWaiting(moment: PreparationMoment): Entry | undefined {
    const at = this.#waiting.findIndex((entry) => entry.moment === moment);
    return at < 0 ? undefined : this.#waiting.splice(at, 1)[0];
  }

  /** Aborts every pending command; one that is being prepared is aborted afterwards. */
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
      entry.ready = prepared.then(
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

  /** Aborts a preparation whose command already ended and was reported. */
  #discard(prepared: PreparedCommand): void {
    try {
      prepared.abort();
    } catch {
      // Not reported: the outcome of the command was reported already.
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

  /** Returns why a command must not continue, if so. */
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

  /** Ends a command. One that was not carried out is no success or failure for its breaker. */
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

function momentOf({ prepares }: CommandHandler, command: AdaptationCommand): PreparationMoment {
  return typeof prepares === "function" ? prepares(command) : prepares;
}
