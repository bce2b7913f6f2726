/**
 * A process that does one run after the other, each until it is halted, and says when its loop stood still.
 *
 * @module
 */
import { RUN_OBSERVER, type RunPlan, type StepReport, sharedMemory } from "../../core/mod.ts";
import { ContainerModule } from "../../deps.ts";
import { createTrainer } from "../../modules/mod.ts";
import { benchTask } from "./task.ts";

const rounds = Number(process.argv[2]);
let longestStepMs = 0;
const watching = new ContainerModule(({ bind }) => {
  bind(RUN_OBSERVER).toConstantValue({
    onRunStart: ({ runId }: RunPlan) => console.log(JSON.stringify({ runId })),
    onStep: ({ step, stepMs }: StepReport) => {
      // The first of all has kernels to compile.
      if (step > 1) longestStepMs = Math.max(longestStepMs, stepMs);
    },
  });
});
await using trainer = createTrainer(benchTask([watching]));
const emergencies = await trainer.emergencies();
emergencies.subscribe({
  onAction: (_, { action }) => {
    if (action !== "freeze") return;
    const frozenMs = Number(sharedMemory().monotonicNs()) / 1e6;
    console.log(JSON.stringify({ frozenMs, longestStepMs }));
  },
});
for (let round = 0; round < rounds; round++) {
  const { endReason } = await trainer.run({ epochs: 1_000_000 });
  if (endReason !== "halted") throw new Error(`the run was not halted: ${endReason}`);
  emergencies.standDown({ reason: "the next round", by: "operator" });
}
