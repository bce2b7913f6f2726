import { RUN_OBSERVER, type Trainer } from "../../core/mod.ts";
import { ContainerModule } from "../../deps.ts";
import {
  createTrainer,
  inProcessSignals,
  noAutopilot,
  noBus,
  none,
  noProfiler,
  noTamiyo,
  noWatchdog,
} from "../../modules/mod.ts";
import { openPlace } from "../checkpoint_place.ts";
import type { OptionTexts } from "../job_options.ts";
import { loadJob } from "../load_job.ts";
import { readOnlyCheckpoints } from "./read_only_checkpoints.ts";

/**
 * A trainer that stands where a checkpoint was taken, without a step. The caller disposes it.
 *
 * @param place `<directory>[@id]`.
 * @param job Path of the job that wrote the checkpoint: it says what the network is.
 * @param set Values for options of the job, as it was trained with.
 * @throws {TolariaError} `checkpoint/*`, `job/invalid`, `resume/refused` if the job is another one.
 */
export async function trainerAt(
  place: string,
  job: string,
  set: OptionTexts = {},
): Promise<Trainer> {
  const { directory, id } = openPlace(place);
  const {
    job: { run, ...config },
  } = await loadJob(job, set);
  const stop = new AbortController();
  const trainer = createTrainer(config, {
    replacements: [
      readOnlyCheckpoints(directory.path),
      // Nobody is to be told of a run that takes no step.
      new ContainerModule(({ bind }) => {
        bind(RUN_OBSERVER).toConstantValue({ onRunStart: () => stop.abort() });
      }),
      noTamiyo(),
      noBus(),
      none(),
      noProfiler(),
      noWatchdog(),
      noAutopilot(),
      inProcessSignals(),
    ],
  });
  try {
    await trainer.run({ ...run, restoreBest: false, resume: { id }, signal: stop.signal });
    return trainer;
  } catch (error) {
    await trainer.dispose();
    throw error;
  }
}
