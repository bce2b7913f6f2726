/**
 * A process that takes part in a run and trains a network of its own meanwhile, looking once a step.
 *
 * @module
 */
import { RUN_OBSERVER, type StepReport } from "../../core/mod.ts";
import { ContainerModule } from "../../deps.ts";
import { createTrainer, inProcessSignals, joinRun } from "../../modules/mod.ts";
import { benchTask } from "./task.ts";

const run = joinRun(process.argv[2] as string, "busy");
const end = new AbortController();
const looking = new ContainerModule(({ bind }) => {
  bind(RUN_OBSERVER).toConstantValue({
    onStep: ({ stepMs }: StepReport) => {
      if (run.changed) run.acknowledge(run.read().number);
      run.heartbeat(stepMs);
      if (run.ended) end.abort();
    },
  });
});
await using trainer = createTrainer(benchTask([looking, inProcessSignals()]));
await trainer.run({ epochs: 1_000_000, signal: end.signal });
run.close();
