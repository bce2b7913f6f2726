/**
 * `bun run torture [--reads N] [--kills N] [--json]`: lets processes race for the signals of two runs, and kills some in the
 * middle. Exits with 1 where anything was torn, stale or left over.
 *
 * @module
 */
import { Command, CommanderError } from "../../deps.ts";
import { tortureSignals } from "./signals.ts";

interface Flags {
  readonly reads: string;
  readonly kills: string;
  readonly writers: string;
  readonly participants: string;
  readonly json?: boolean;
}

const program: Command = new Command("torture")
  .description("Tries the signals of runs. The last line of output is one line of JSON.")
  .option("--reads <number>", "times that a signal is read", "10000000")
  .option("--kills <number>", "processes that are killed", "50")
  .option("--writers <number>", "processes that write to each of the two runs", "2")
  .option("--participants <number>", "processes that acknowledge in each", "2")
  .option("--json", "print nothing but the line of JSON")
  .exitOverride()
  .action(async ({ reads, kills, writers, participants, json }: Flags) => {
    const progress = (done: number) => {
      if (!json && done % 100_000 === 0) process.stderr.write(`\r${done} of ${reads} `);
    };
    const result = await tortureSignals({
      reads: Number(reads),
      kills: Number(kills),
      writers: Number(writers),
      participants: Number(participants),
      progress,
    });
    if (!json) process.stderr.write("\n");
    process.stdout.write(`${JSON.stringify(result)}\n`);
    const { torn, stale, false_acknowledgements, left_over_places, left_over_segments } = result;
    const bad = torn + stale + false_acknowledgements + left_over_places + left_over_segments;
    if (bad > 0) process.exitCode = 1;
  });
try {
  await program.parseAsync(process.argv);
} catch (error) {
  if (!(error instanceof CommanderError)) throw error;
  process.exitCode = error.exitCode === 0 ? 0 : 2;
}
