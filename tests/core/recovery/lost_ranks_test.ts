import assert from "node:assert/strict";
import { test } from "node:test";
import { RUN_CALLBACK } from "../../../core/mod.ts";
import { ContainerModule } from "../../../deps.ts";
import { adam, constant, InProcessCollective, inProcessCollective } from "../../../modules/mod.ts";
import { hashOf, trainOnRanks } from "../../_support/training/ranks.ts";
import { leavesNoTensorsAfter, trainerOf } from "../../_support/training/training.ts";

const CONFIG = { shards: 4, batchSize: 6 };

/** Does something to a group once so many steps were taken. */
function atStep(step: number, work: () => void): ContainerModule {
  let done = false;
  return new ContainerModule(({ bind }) => {
    bind(RUN_CALLBACK).toConstantValue({
      onStepEnd: (report: { readonly step: number }) => {
        if (report.step === step && !done) work();
        done ||= report.step === step;
      },
    });
  });
}

for (const loss of ["lose", "delay"] as const) {
  test(`a run goes on to the bits of an unbroken one when a rank is ${loss === "lose" ? "lost" : "late"}`, () =>
    leavesNoTensorsAfter(async () => {
      const modules = [adam(), constant(0.05)];
      const whole = await trainOnRanks(3, { ...CONFIG, modules });
      const group = new InProcessCollective(3);
      await using trainer = trainerOf({
        ...CONFIG,
        modules: [...modules, inProcessCollective(group), atStep(3, () => group[loss](1))],
      });
      const report = await trainer.run({ epochs: 2 });
      assert.equal(hashOf(await trainer.host()), whole.weights);
      assert.equal(group.size, 2);
      const [lost] = report.lostRanks ?? [];
      assert.deepEqual(lost?.ranks, [1]);
      assert.ok((lost?.fromStep ?? 9) - (lost?.step ?? 0) <= 1, "at most one step is taken again");
      assert.equal(report.incidentCounts["collective/rank-lost"], 1);
      assert.equal(report.steps, whole.report.steps);
    }));
}
