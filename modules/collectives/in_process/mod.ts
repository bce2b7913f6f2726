/**
 * A group of ranks within one process.
 *
 * @module
 */
export { InProcessCollective } from "./in_process.ts";
export {
  type InProcessCollectiveOptions,
  inProcessCollective,
} from "./in_process_collective.ts";
