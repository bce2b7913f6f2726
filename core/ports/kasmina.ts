import type { AdaptationCommand, SeedState } from "../../proto/mod.ts";
import type { PreparedCommand } from "./command_handler.ts";

/**
 * Carries out seed commands in the host, and knows the state of every seed.
 *
 * A provider must: (1) do all that takes time in `prepare`, and nothing that can be seen; (2) leave no trace after
 * `abort`; (3) answer `seedStates` from numbers that it has, without a read from the device.
 */
export interface Kasmina {
  /** Name in spans and reports. */
  readonly name: string;
  /** Every seed, as the controller sees it. */
  seedStates(): readonly SeedState[];
  /**
   * Makes a seed command ready.
   *
   * @throws {TolariaError} `command/refused` if it cannot be carried out, with the reason.
   */
  prepare(command: AdaptationCommand): PreparedCommand | Promise<PreparedCommand>;
}
