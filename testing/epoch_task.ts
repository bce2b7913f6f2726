import assert from "node:assert/strict";
import { type EpochTask, SHED_ORDER } from "../core/mod.ts";
import { LEYLINE_VERSION, SystemStatePacket } from "../proto/mod.ts";
import { epochOf } from "./_support/reports.ts";
import { type SuiteOptions, suiteOf } from "./_support/suite.ts";

/** A task, and what it has done. */
export interface EpochTaskStage {
  /** The task to check. */
  readonly task: EpochTask;
  /** What the task is there to do, as far as it has done it. */
  visible(): unknown;
  /** Takes away what it left. */
  close?(): void;
}

/** More parts than any task needs for one epoch of a test. */
const MANY = 10_000;

/** Checks what the port {@link EpochTask} obliges a provider to. */
export function conformsToEpochTask(
  create: () => Promise<EpochTaskStage>,
  options: SuiteOptions = {},
): void {
  const declare = suiteOf(options);
  const check = (name: string, claim: (stage: EpochTaskStage) => void) =>
    declare(name, async () => {
      const stage = await create();
      try {
        claim(stage);
      } finally {
        stage.close?.();
      }
    });
  const start = ({ task }: EpochTaskStage, epoch: number) => {
    const packet = SystemStatePacket.encode({ version: LEYLINE_VERSION, currentEpoch: epoch });
    return task.start({ epoch: epochOf(epoch), packet });
  };
  const finish = (work: ReturnType<EpochTask["start"]>) => {
    for (let part = 0; part < MANY; part++) if (!work || work.next().done) return;
    assert.fail(`it is not finished after ${MANY} parts`);
  };

  check("EpochTask has a name, and a feature that says when it is shed", ({ task }) => {
    assert.notEqual(task.name, "");
    assert.ok(SHED_ORDER.includes(task.feature));
  });

  check(
    "EpochTask.start() does its work in parts that come to an end, epoch after epoch",
    (stage) => {
      for (const epoch of [1, 2, 3]) {
        const before = JSON.stringify(stage.visible());
        finish(start(stage, epoch));
        assert.notEqual(JSON.stringify(stage.visible()), before);
      }
    },
  );

  check("EpochTask bears never being finished, and goes on with the next epoch", (stage) => {
    const abandoned = start(stage, 1);
    abandoned?.next();
    abandoned?.return?.();
    start(stage, 2)?.return?.();
    finish(start(stage, 3));
  });
}
