import { z } from "../../deps.ts";
import type { RunPart } from "../events/run_part.ts";
import type { RunReport } from "../ports/reports/run_report.ts";
import type { StateSlice } from "../state/define_slice.ts";
import { defineSlice } from "../state/define_slice.ts";
import { count } from "../state/schemas.ts";
import type { OptimizerManager } from "./optimizer_manager.ts";

/** Optimizers in a run: their state and every change since the previous run. */
export class OptimizersPart implements RunPart {
  readonly name = "optimizers";
  readonly slices: readonly StateSlice[];
  readonly #optimizers: OptimizerManager;

  constructor(optimizers: OptimizerManager) {
    this.#optimizers = optimizers;
    this.slices = [
      defineSlice({
        name: "optimizers",
        schema: z.strictObject({
          overrides: z.record(z.string(), z.record(z.string(), z.json())),
          changes: z.array(count),
        }) as z.ZodType<ReturnType<typeof optimizers.state>>,
        read: () => optimizers.state(),
        write: (data) => optimizers.restore(data),
      }),
    ];
  }

  report(): Pick<RunReport, "optimizerChanges"> {
    const { log } = this.#optimizers;
    const optimizerChanges = log.unreported;
    log.markReported();
    return { optimizerChanges };
  }
}
