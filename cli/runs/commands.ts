import type { Command } from "../../deps.ts";
import { compareRuns } from "./compare.ts";
import { RUNS_DIRECTORY } from "./find_run.ts";
import { type ListFlags, listRecordedRuns } from "./list.ts";
import { type RemoveFlags, removeRuns } from "./remove.ts";
import { type ShowFlags, showRun } from "./show.ts";

const HELP = `
Examples:
  tolaria runs list --sort val_accuracy          the best run first
  tolaria runs list --status killed              runs that were killed, with their last epoch
  tolaria runs show latest                       the newest run
  tolaria runs compare 1a2b 3c4d                 in what two runs differ, by parts of their ids
  tolaria runs remove 1a2b`;

/** Adds the commands that list and compare recorded runs. */
export function addRunCommands(program: Command, finish: (exitCode: number) => void): void {
  const runs = program
    .command("runs")
    .summary("list and compare recorded runs")
    .description(`Lists and compares the runs that "tolaria train" recorded.`)
    .addHelpText("after", HELP);
  const directory = ["--runs <directory>", "where runs are recorded", RUNS_DIRECTORY] as const;
  const json = ["--json", "print one line of JSON"] as const;
  runs
    .command("list")
    .summary("list runs, the newest first")
    .option(...directory)
    .option(
      "--status <status>",
      "only runs of this status: completed, killed, running, failed, ...",
    )
    .option("--job <name>", "only runs of jobs with this in their name")
    .option("--sort <metric>", "sort by a metric of the best epoch, such as val_accuracy")
    .option(...json)
    .action((flags: ListFlags) => finish(listRecordedRuns(flags)));
  runs
    .command("show")
    .summary("show a run")
    .argument("<run>", "its id, a part of it, or latest")
    .option(...directory)
    .option(...json)
    .action((name: string, flags: ShowFlags) => finish(showRun(name, flags)));
  runs
    .command("compare")
    .summary("show in what runs differ")
    .argument("<runs...>", "ids or parts of them")
    .option(...directory)
    .option(...json)
    .action((names: string[], flags: ShowFlags) => finish(compareRuns(names, flags)));
  runs
    .command("remove")
    .summary("remove runs")
    .argument("<runs...>", "ids or parts of them")
    .option(...directory)
    .action((names: string[], flags: RemoveFlags) => finish(removeRuns(names, flags)));
}
