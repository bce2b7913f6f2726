import type { CommandGate } from "./command_gate.ts";

/** Lets an operator act on a run in progress. Every call is valid until the run ends. */
export interface RunControls {
  /**
   * Accepts a signed command of an operator. Commands that pause, stop, roll back or concern an emergency are carried
   * out before the next step, all others at the next epoch boundary.
   *
   * @param envelope Bytes of a Leyline `BusEnvelope`.
   * @param gate Decides whether the command is admitted, beside the gate of the run.
   * @returns The id of the command.
   * @throws {TolariaError} As {@link CommandGate.admit} does; `command/refused` if too many commands wait.
   */
  submit(envelope: Uint8Array, gate: CommandGate): string;
  /** Memory that says where the training's thread is, for threads that watch while it is busy. @see LoopPlace */
  readonly place?: SharedArrayBuffer;
  /** Counts `count` attempts that were refused before a gate saw them, with the reason of the last one. */
  refuse(reason: string, count: number): void;
}
