/**
 * `bun tests/chaos/ranks/main.ts [--kills N] [--stops N] [--seed S]`: sends SIGKILL and SIGSTOP to random ranks of real runs
 * at random moments, and compares what the others come to with runs that were told to shrink there. Exits with 1 if one did
 * not recover.
 *
 * @module
 */
import { Command } from "../../../deps.ts";
import { strikeRanks } from "./strike_ranks.ts";

interface Flags {
  readonly kills: string;
  readonly stops: string;
  readonly seed: string;
}

const program: Command = new Command("ranks")
  .option("--kills <number>", "how many ranks to kill", "50")
  .option("--stops <number>", "how many ranks to stop", "50")
  .option("--seed <number>", "seed of which and when", "1")
  .action(async ({ kills, stops, seed }: Flags) => {
    const { faults, ...counts } = await strikeRanks({
      kills: Number(kills),
      stops: Number(stops),
      seed: Number(seed),
      progress: (text) => process.stderr.write(`${text}\n`),
    });
    process.stdout.write(`${JSON.stringify(counts)}\n`);
    if (faults.length > 0) process.exitCode = 1;
  });
await program.parseAsync(process.argv);
