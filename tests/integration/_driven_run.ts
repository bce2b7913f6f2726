import {
  adamw,
  CheckpointDirectory,
  checkpoints,
  constant,
  driven,
  mlp,
  silent,
  systemClock,
} from "../../modules/mod.ts";
import { trainerOf } from "../_support/training/training.ts";
import { COLUMNS, Driver } from "../core/engine/_driver.ts";

/** A driven run, as the argument of a process can say it. */
export interface DrivenJob {
  /** Where its checkpoints are. */
  readonly directory: string;
  /** Steps to take; it kills itself once there are two checkpoints if there is no number. */
  readonly steps?: number;
  /** Whether it resumes from its last checkpoint, and how many steps it takes then. */
  readonly resumeFor?: number;
}

/** What must not differ from another run's. */
export interface DrivenOutcome {
  /** Loss of each step. */
  readonly losses: Readonly<Record<number, number>>;
  readonly weightsHash: string;
}

/** Takes steps on batches of a driver whose state is its own. */
export async function driveJob({ directory, steps, resumeFor }: DrivenJob): Promise<DrivenOutcome> {
  const driver = new Driver();
  const losses: Record<number, number> = {};
  await using trainer = trainerOf({
    host: mlp({ inputShape: [2], hidden: [6], classes: 3, dropout: 0.3 }),
    data: driven(COLUMNS),
    modules: [
      adamw(),
      constant(0.01),
      silent(),
      // Its time passes, so that the loop yields to the writer of checkpoints.
      systemClock(),
      checkpoints({ directory, everyEpochs: 1 }),
    ],
    control: { boundarySteps: 5 },
    yieldEveryMs: 1,
  });
  await using loop = await trainer.begin({
    participants: [driver.participant],
    ...(resumeFor !== undefined && { resume: {} }),
  });
  const until = resumeFor === undefined ? steps : loop.steps + resumeFor;
  while (until === undefined || loop.steps < until) {
    const { step, loss } = await loop.step(driver.batch());
    losses[step] = loss;
    if (until !== undefined || step % 5 !== 0) continue;
    if (new CheckpointDirectory(directory).list().length > 1) process.kill(process.pid, "SIGKILL");
  }
  const { weightsHash } = await loop.end();
  return { losses, weightsHash };
}
