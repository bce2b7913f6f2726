import { type AdaptationCommand, CommandType } from "../../proto/mod.ts";
import { messageOf, TolariaError } from "../errors/mod.ts";
import type { PreparationMoment, PreparedCommand } from "../ports/command_handler.ts";
import type { AbortCause, CommandEnd, CommandSource } from "../ports/reports/command_outcome.ts";
import {
  ABORT_REASON,
  BREAKERS,
  type CommandRanks,
  type DispatcherParts,
  type Entry,
  momentOf,
  type PendingCommand,
  type Sent,
  STATE,
} from "./command_entry.ts";

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
  #order: Entry[] = [];

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
    if (entry && this.#shared) this.#order.push(entry);
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

  /**
   * Commits ready commands in order, until `untilMs` on the monotonic clock; with other ranks, those that are ready on all.
   *
   * @throws {CollectiveFailure} If ranks are late or lost.
   */
  commitReady(untilMs: number): void {
    if (this.#shared) return this.#commitTogether();
    while (this.#ready.length > 0 && this.#parts.clock.monotonicMs() < untilMs) {
      this.#commit(this.#ready.shift() as Entry);
    }
  }

  /** Commits what all ranks have ready, and ends what one of them has given up. All ranks know the same commands. */
  #commitTogether(): void {
    const { ranks } = this.#parts;
    const entries = this.#order;
    const states = (ranks as CommandRanks).vote(entries.map((entry) => this.#stateOf(entry)));
    this.#order = entries.filter((_, at) => states[at] === STATE.waiting);
    entries.forEach((entry, at) => {
      if (states[at] === STATE.waiting) return;
      const { ended = ["aborted", "another rank could not carry it out"] } = entry;
      delete entry.ended;
      for (const queue of [this.#ready, this.#waiting]) {
        const place = queue.indexOf(entry);
        if (place >= 0) queue.splice(place, 1);
      }
      this.#preparing.delete(entry);
      if (states[at] === STATE.ready) this.#commit(entry);
      else this.#end(entry, ...ended);
    });
  }

  #stateOf(entry: Entry): number {
    const fault = entry.ended ? undefined : this.#faultBefore(entry);
    if (fault) entry.ended = fault;
    if (entry.ended) return STATE.ended;
    return this.#ready.includes(entry) ? STATE.ready : STATE.waiting;
  }

  get #shared(): boolean {
    return this.#parts.ranks?.shared === true;
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
    for (const entry of this.#takeAll()) this.#end(entry, "aborted", ABORT_REASON[cause], cause);
  }

  /** Has every pending command prepared again, as what it was prepared on is gone. Nobody is told. */
  prepareAnew(): void {
    for (const entry of this.#takeAll()) {
      const { command, source, deadlineMs, ended } = entry;
      if (ended) this.#end(entry, ...ended);
      else if (this.#undo(entry)) {
        this.receive(command, source, deadlineMs - this.#parts.clock.monotonicMs());
      }
    }
  }

  #takeAll(): readonly Entry[] {
    const given = this.#order.filter(({ ended }) => ended);
    this.#order = [];
    const preparing = [...this.#preparing];
    this.#preparing.clear();
    return [...given, ...this.#waiting.splice(0), ...preparing, ...this.#ready.splice(0)];
  }

  #prepare(entry: Entry): void {
    const { command, source, handler, breaker } = entry;
    const fault = this.#faultBefore(entry);
    if (fault) return this.#give(entry, ...fault);
    if (breaker && !breaker.acquire()) {
      return this.#give(entry, "refused", `circuit breaker "${breaker.name}" is open`);
    }
    entry.asked = true;
    try {
      const prepared = handler.prepare(command, source);
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
    // With other ranks it was looked for before they agreed.
    const fault = this.#shared ? undefined : this.#faultBefore(entry);
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
    if (this.#parts.ranks?.decides === false) return undefined;
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
      return this.#give(entry, "refused", messageOf(error));
    }
    entry.breaker?.fail(messageOf(error));
    entry.asked = false;
    this.#give(entry, "failed", messageOf(error));
  }

  /** Ends a command here; with other ranks, once they know. */
  #give(entry: Entry, status: CommandEnd, reason: string): void {
    if (this.#shared && this.#order.includes(entry)) entry.ended = [status, reason];
    else this.#end(entry, status, reason);
  }

  /** Ends a command. One that was not carried out is no success or failure for its breaker. */
  #end(entry: Entry, status: CommandEnd, reason: string, abortedBy?: AbortCause): void {
    if (this.#undo(entry)) this.#report(entry, status, reason, abortedBy);
  }

  /** Takes back what a command prepared. Returns whether that is done; it has failed otherwise. */
  #undo(entry: Entry): boolean {
    if (entry.asked) entry.breaker?.release();
    try {
      entry.prepared?.abort();
      return true;
    } catch (error) {
      this.#report(entry, "failed", `it could not be aborted: ${messageOf(error)}`);
      return false;
    }
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
