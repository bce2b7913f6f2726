import type { Command } from "../../deps.ts";
import { backendName, backendNames, wholeFrom } from "../arguments.ts";
import { RUNS_DIRECTORY } from "../runs/find_run.ts";
import { addAxis } from "./search_space.ts";
import { type SweepFlags, sweep } from "./sweep.ts";

const HELP = `
Each trial is a process of "tolaria train" with a run folder of its own. The sweep is kept in <runs>/sweeps/<name>.

Examples:
  tolaria sweep job.ts --grid learningRate=1e-3,3e-3 --grid width=32,64     all four combinations
  tolaria sweep job.ts --grid learningRate=1e-4..1e-2:log --random 20       20 rates, their logarithms uniform
  tolaria sweep job.ts --grid width=16..256:int --random 20 --jobs 2        whole numbers, two trials at a time
  tolaria sweep job.ts --grid learningRate=1e-4..1e-2:log --random 16 --halving --epochs 8
                                        16 trials for an epoch, the best 8 up to the 2nd, 4 up to the 4th, 2 to the end
  tolaria sweep --resume 20261130-223607-job                                go on with one that was ended

Exit codes: 0 done; 1 every trial failed; 2 wrong usage, job or option; 130 or 143 interrupted, and can be resumed.`;

/** Adds the command that trains a job with many combinations of its options. */
export function addSweep(program: Command, finish: (exitCode: number) => void): void {
  program
    .command("sweep")
    .summary("train a job with many combinations of its options")
    .description("Trains a job with many combinations of the options that its file exports.")
    .argument("[config]", "path of the job file; omitted with --resume")
    .option(
      "--grid <name=values>",
      "values of an option, or a range with --random; repeatable",
      addAxis,
    )
    .option("--random <number>", "draw this many combinations instead of all", wholeFrom(1))
    .option("--seed <number>", "seed of the draws (0)", wholeFrom(0))
    .option("--jobs <number>", "trials to train at a time", wholeFrom(1), 1)
    .option("--epochs <number>", "number of epochs, overrides the job", wholeFrom(1))
    .option("--backend <name>", `compute backend: ${backendNames()}`, backendName)
    .option(
      "--halving [factor]",
      "successive halving: compare trials early, keep one in <factor> (2) of them",
      wholeFrom(2),
    )
    .option("--sort <metric>", "metric that tells which trial is better (the monitored one)")
    .option("--name <name>", "name of the sweep (time and job)")
    .option("--resume <name>", "go on with a sweep that was ended")
    .option("--runs <directory>", "record runs in this directory", RUNS_DIRECTORY)
    .option("--json", "print the result as one line of JSON, the last line of stdout")
    .option("--quiet", "show no progress")
    .addHelpText("after", HELP)
    .action(async (config: string | undefined, { halving, ...flags }: RawFlags) =>
      finish(
        await sweep(config, {
          ...flags,
          ...(halving !== undefined && { halving: halving === true ? 2 : halving }),
        }),
      ),
    );
}

/** `--halving` without a factor is `true`. */
type RawFlags = Omit<SweepFlags, "halving"> & { readonly halving?: number | true };
