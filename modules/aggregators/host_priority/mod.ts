/**
 * Gradient surgery in one direction.
 *
 * @module
 */
export { type HostPriorityOptions, hostPriority } from "./host_priority.ts";
