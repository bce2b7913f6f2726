/**
 * Experience that comes in while training goes on, and is drawn from.
 *
 * @module
 */

export type { ReplayBufferOptions, ReplayColumns, ReplayValues } from "./options.ts";
export {
  ReplayBuffer,
  type ReplayEpoch,
  type ReplayExample,
  replayBuffer,
} from "./replay_buffer.ts";
export { type ReplayDataOptions, replayData } from "./replay_data.ts";
