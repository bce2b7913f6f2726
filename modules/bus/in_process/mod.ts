/**
 * A bus between the trainers of one process.
 *
 * @module
 */
export { type InProcessBusOptions, inProcessBus } from "./in_process.ts";
