import { z } from "../../deps.ts";
import type { Json } from "../json.ts";
import type { StateParticipant } from "../ports/training_state.ts";
import { defineSlice } from "./define_slice.ts";

/** How the state of a driver is read and written. */
export interface PlainStateOptions<T extends Json> {
  /** Unique in a run, of small letters and dashes. @default "driver" */
  readonly name?: string;
  /** Returns all that the next batches depend on, as plain JSON. */
  read(): T;
  /** Restores what `read` returned, in this process or another. */
  write(state: T): void;
}

/**
 * Makes a participant of plain data, for `begin({ participants })`: the state of a random stream, an environment, a count.
 *
 * What `read` returns is copied; large numbers of floats belong into a participant of its own, as in a replay buffer.
 *
 * @example
 * ```ts
 * import { plainState } from "tolaria";
 * import { RandomStream } from "tolaria/ports";
 *
 * const random = new RandomStream(1, "actions");
 * let epsilon = 1;
 * export const participant = plainState({
 *   read: () => ({ random: [...random.state()], epsilon }),
 *   write: (state) => {
 *     random.restore(state.random);
 *     epsilon = state.epsilon;
 *   },
 * });
 * ```
 */
export function plainState<T extends Json>(options: PlainStateOptions<T>): StateParticipant {
  const { name = "driver" } = options;
  return defineSlice<T>({
    name,
    schema: z.json() as unknown as z.ZodType<T>,
    read: () => structuredClone(options.read()),
    write: (state) => options.write(structuredClone(state)),
  });
}
