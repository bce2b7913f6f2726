/**
 * Several losses at once.
 *
 * @module
 */
export type { TaskOptions, TasksOptions } from "./options.ts";
export { tasks } from "./tasks.ts";
