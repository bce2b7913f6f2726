/**
 * `bun run chaos [--kills N] [--seed S] [--json]`: kills real trainings with SIGKILL, inside a write, a rename and a commit too,
 * fills their disks and damages their checkpoints, and looks at what is left. Exits with 1 where something was lost.
 *
 * @module
 */
import { Command, CommanderError } from "../../deps.ts";
import { wreakHavoc } from "./chaos.ts";

interface Flags {
  readonly kills: string;
  readonly seed: string;
  readonly json?: boolean;
}

const program: Command = new Command("chaos")
  .description(
    "Kills trainings and looks at what is left. The last line of output is one line of JSON.",
  )
  .option("--kills <number>", "how many processes to kill", "200")
  .option("--seed <number>", "seed of where and when", "1")
  .option("--json", "print nothing but the line of JSON")
  .exitOverride()
  .action(async ({ kills, seed, json }: Flags) => {
    const progress = (done: number) => {
      if (!json) process.stderr.write(`\r${done} of ${kills} killed `);
    };
    const { faults, ...counts } = await wreakHavoc({
      kills: Number(kills),
      seed: Number(seed),
      progress,
    });
    if (!json) process.stderr.write("\n");
    for (const fault of faults) process.stderr.write(`${fault}\n`);
    process.stdout.write(`${JSON.stringify(counts)}\n`);
    if (faults.length > 0) process.exitCode = 1;
  });
try {
  await program.parseAsync(process.argv);
} catch (error) {
  if (!(error instanceof CommanderError)) throw error;
  process.exitCode = error.exitCode === 0 ? 0 : 2;
}
