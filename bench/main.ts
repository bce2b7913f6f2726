/**
 * `bun run bench <name> [--backend B] [--json] [--record] [--note text] [--key value ...]`: runs one measurement.
 *
 * @module
 */
import { availableParallelism, cpus } from "node:os";
import { Command, CommanderError } from "../deps.ts";
import type { Bench, BenchResult } from "./_harness.ts";
import { record } from "./_history.ts";
import { aggregation } from "./aggregation.ts";
import { boundary } from "./boundary.ts";
import { bus } from "./bus.ts";
import { checkpoint } from "./checkpoint.ts";
import { data } from "./data.ts";
import { distributed } from "./distributed.ts";
import { emergency } from "./emergency.ts";
import { gpt } from "./gpt.ts";
import { growth } from "./growth.ts";
import { leyline } from "./leyline.ts";
import { optimizers } from "./optimizers.ts";
import { peers } from "./peers/peers.ts";
import { rollback } from "./rollback.ts";
import { seedSteps } from "./seeds.ts";
import { spikes } from "./spikes.ts";
import { start } from "./start.ts";
import { telemetry } from "./telemetry.ts";
import { throughput } from "./throughput.ts";

const BENCHES: readonly Bench[] = [
  throughput,
  boundary,
  aggregation,
  optimizers,
  bus,
  leyline,
  rollback,
  checkpoint,
  data,
  distributed,
  telemetry,
  emergency,
  gpt,
  growth,
  seedSteps,
  peers,
  spikes,
  start,
];

interface BenchFlags {
  readonly backend?: string;
  readonly json?: boolean;
  readonly record?: boolean;
  readonly note?: string;
}

function makeProgram(): Command {
  const program = new Command("bench")
    .description("Measures Tolaria. The last line of output is one line of JSON.")
    .exitOverride();
  for (const bench of BENCHES) {
    program
      .command(bench.name)
      .description(bench.summary)
      .option("--backend <name>", "backend to measure on, where there is a choice")
      .option("--json", "print nothing but the line of JSON")
      .option("--record", "append the result to bench/results/history.jsonl")
      .option("--note <text>", "what a reader of the record must know of the conditions")
      .argument("[extra...]", "further options of the measurement, as --params 25000000")
      .allowUnknownOption()
      .action(async (rest: string[], flags: BenchFlags) => run(bench, flags, rest));
  }
  return program;
}

async function run(bench: Bench, flags: BenchFlags, rest: string[]): Promise<void> {
  const { backend, json, note } = flags;
  const extra = pairs(rest);
  const result = await bench.run({ ...(backend && { backend }), extra });
  if (flags.record) {
    record({ bench: bench.name, options: { ...(backend && { backend }), ...extra }, note, result });
  }
  if (!json) printTable(bench, result);
  const lines = bench.linePerResult && Array.isArray(result) ? result : [result];
  for (const line of lines) process.stdout.write(`${JSON.stringify(line)}\n`);
}

/** `--key value` pairs by key. */
function pairs(rest: readonly string[]): Record<string, string> {
  const found: Record<string, string> = {};
  for (let i = 0; i < rest.length; i += 2) {
    const [key, value] = [rest[i] as string, rest[i + 1]];
    if (!key.startsWith("--") || value === undefined) {
      throw new CommanderError(2, "bench.option", `error: expected --key value, found ${key}`);
    }
    found[key.slice(2)] = value;
  }
  return found;
}

function printTable(bench: Bench, result: BenchResult): void {
  const { bun, deno } = process.versions as Readonly<Record<string, string | undefined>>;
  const runtime = bun ? `Bun ${bun}` : `Deno ${deno}`;
  const lines = [`${bench.name}: ${bench.summary}`];
  lines.push(`${runtime}, ${availableParallelism()} x ${cpus()[0]?.model ?? "unknown CPU"}`);
  for (const entry of Array.isArray(result) ? result : [result]) {
    if (bench.table) {
      lines.push(bench.table(entry));
      continue;
    }
    for (const [key, value] of Object.entries(entry)) lines.push(`  ${key.padEnd(20)} ${value}`);
  }
  process.stdout.write(`${lines.join("\n")}\n`);
}

try {
  await makeProgram().parseAsync(process.argv);
} catch (error) {
  if (!(error instanceof CommanderError)) throw error;
  if (error.code === "bench.option") process.stderr.write(`${error.message}\n`);
  process.exitCode = error.exitCode === 0 ? 0 : 2;
}
