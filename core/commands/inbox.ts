import { type AdaptationCommand, CommandType, fromTimestamp } from "../../proto/mod.ts";
import { messageOf, TolariaError } from "../errors/mod.ts";
import type { Clock } from "../ports/clock.ts";
import type { CommandGate } from "../ports/command_gate.ts";
import { checkCommand } from "./check_command.ts";

/** A command from outside that waits for the next boundary. */
export interface InboxEntry {
  readonly command: AdaptationCommand;
  /** Deadline on the monotonic clock; infinite without one. */
  readonly deadlineMs: number;
}

/** Most emergencies that wait, and most other commands. */
const CAPACITY = 100;

/** Holds commands from outside the process that the gate admitted, until the next boundary. */
export class CommandInbox {
  readonly #gate: CommandGate;
  readonly #clock: Clock;
  #entries: InboxEntry[] = [];
  #refusals = { count: 0, last: "" };

  constructor(gate: CommandGate, clock: Clock) {
    this.#gate = gate;
    this.#clock = clock;
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
  submit(envelope: Uint8Array): AdaptationCommand {
    try {
      let accepted = false;
      const accept = (signed: AdaptationCommand) => {
        this.#checkRoom(checkCommand(signed));
        accepted = true;
      };
      const command = this.#gate.admit(envelope, accept);
      if (!accepted) accept(command);
      this.#entries.push({ command, deadlineMs: this.#deadlineOf(command) });
      return command;
    } catch (error) {
      this.#refusals = { count: this.#refusals.count + 1, last: messageOf(error) };
      throw error;
    }
  }

  /** Removes and returns the waiting commands in order of arrival. */
  take(): InboxEntry[] {
    const taken = this.#entries;
    this.#entries = [];
    return taken;
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
