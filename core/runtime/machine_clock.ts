import type { Clock } from "../ports/clock.ts";
import { schedulingDelayMs } from "./scheduling_delay.ts";

/**
 * The machine's own time, which may differ from the clock of a run.
 *
 * For what is about real time: deadlines of other threads and processes, kernels that are timed, and threads that have
 * no container. Everything else asks the run's `CLOCK`.
 */
export const machineClock: Clock = {
  monotonicMs: () => performance.now(),
  wallMs: () => Date.now(),
  schedulingDelayMs,
};
