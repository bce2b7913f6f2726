import { type AdaptationCommand, CommandType, fromTimestamp } from "../../proto/mod.ts";
import { messageOf, TolariaError } from "../errors/mod.ts";
import type { Clock } from "../ports/clock.ts";
import type { CommandGate } from "../ports/command_gate.ts";
import type { RunControls } from "../ports/run_controls.ts";
import { checkCommand } from "./check_command.ts";

/** When a command from outside is carried out: before the next step if possible, or at the next boundary. */
export type CommandMoment = "step" | "boundary";

/** A command from outside that waits. */
export interface InboxEntry {
  readonly command: AdaptationCommand;
  /** Deadline on the monotonic clock; infinite without one. */
  readonly deadlineMs: number;
  readonly moment: CommandMoment;
}

/** How {@link CommandInbox.submit} accepts an envelope. */
export interface SubmitOptions {
  /** Gate that decides. @default that of the run */
  readonly gate?: CommandGate;
  /** @default "boundary" */
  readonly moment?: CommandMoment;
}

/** Commands that can be carried out between two steps. */
const BETWEEN_STEPS: ReadonlySet<CommandType> = new Set([
  CommandType.COMMAND_PAUSE,
  CommandType.COMMAND_EMERGENCY,
  CommandType.COMMAND_ROLLBACK,
]);

/** Most emergencies that wait, and most other commands. */
const CAPACITY = 100;

/** Holds commands from outside the process that the gate admitted, until they are carried out. */
export class CommandInbox {
  readonly #gate: CommandGate;
  readonly #clock: Clock;
  #entries: InboxEntry[] = [];
  #refusals = { count: 0, last: "" };
  #admits: boolean;
  /** Whether a command waits for the next step. */
  urgent = false;

  constructor(gate: CommandGate, clock: Clock) {
    this.#gate = gate;
    this.#clock = clock;
    this.#admits = gate.admits;
  }

  /** Whether further commands can arrive: through the gate of the run, or one that was used before. */
  get admits(): boolean {
    return this.#admits;
  }

  /** What observers get to let an operator act on the run. */
  get controls(): RunControls {
    return {
      submit: (envelope, gate) => this.submit(envelope, { gate, moment: "step" }).commandId,
      refuse: (reason, count) => this.refuse(reason, count),
    };
  }

  /** Counts envelopes that were refused. */
  refuse(reason: string, count = 1): void {
    this.#refusals = { count: this.#refusals.count + count, last: reason };
  }

  /** Returns the number of envelopes refused since the last call, and the last reason. */
  takeRefusals(): { readonly count: number; readonly last: string } {
    const refusals = this.#refusals;
    this.#refusals = { count: 0, last: "" };
    return refusals;
  }

  /**
   * Accepts an envelope.
   *
   * @throws {TolariaError} As {@link CommandGate.admit} does; `command/refused` if the inbox is full.
   */
  submit(
    envelope: Uint8Array,
    { gate = this.#gate, moment = "boundary" }: SubmitOptions = {},
  ): AdaptationCommand {
    try {
      let accepted = false;
      const accept = (signed: AdaptationCommand) => {
        this.#checkRoom(checkCommand(signed));
        accepted = true;
      };
      const command = gate.admit(envelope, accept);
      if (!accepted) accept(command);
      this.#add(command, moment);
      this.#admits ||= gate.admits;
      return command;
    } catch (error) {
      this.refuse(messageOf(error));
      throw error;
    }
  }

  /** Removes and returns the waiting commands in order of arrival. */
  take(): InboxEntry[] {
    const taken = this.#entries;
    this.#entries = [];
    this.urgent = false;
    return taken;
  }

  /** Removes and returns those that are carried out before the next step. */
  takeUrgent(): InboxEntry[] {
    const taken = this.#entries.filter(({ moment }) => moment === "step");
    this.#entries = this.#entries.filter(({ moment }) => moment !== "step");
    this.urgent = false;
    return taken;
  }

  #add(command: AdaptationCommand, moment: CommandMoment): void {
    const soon = moment === "step" && BETWEEN_STEPS.has(command.commandType);
    this.#entries.push({
      command,
      deadlineMs: this.#deadlineOf(command),
      moment: soon ? "step" : "boundary",
    });
    this.urgent ||= soon;
  }

  /** Emergencies have room of their own. */
  #checkRoom({ commandId, commandType }: AdaptationCommand): void {
    const isEmergency = commandType === CommandType.COMMAND_EMERGENCY;
    const waiting = this.#entries.filter(
      ({ command }) => (command.commandType === CommandType.COMMAND_EMERGENCY) === isEmergency,
    );
    if (waiting.length < CAPACITY) return;
    throw new TolariaError(
      "command/refused",
      `The inbox is full: ${CAPACITY} commands wait for the next epoch boundary. Cannot accept command "${commandId}".`,
    );
  }

  /** The deadline counts from when the command was issued. */
  #deadlineOf({ executionDeadlineMs, issuedAt }: AdaptationCommand): number {
    if (executionDeadlineMs === 0) return Number.POSITIVE_INFINITY;
    const now = this.#clock.wallMs();
    const leftMs = (fromTimestamp(issuedAt) ?? now) + executionDeadlineMs - now;
    return this.#clock.monotonicMs() + leftMs;
  }
}
