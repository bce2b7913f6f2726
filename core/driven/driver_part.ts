import type { DrivenFeeder } from "../data/driven_feeder.ts";
import type { RunPart } from "../events/run_part.ts";

/** Tells whoever drives the run of each step. */
export function driverPart(driven: DrivenFeeder): RunPart {
  return { name: "driver", afterStep: (step) => driven.listener?.onStep(step) };
}
