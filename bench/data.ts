import { spawn } from "node:child_process";
import { once } from "node:events";
import { mkdirSync, readFileSync, rmSync, statSync } from "node:fs";
import { join } from "node:path";
import { text } from "node:stream/consumers";
import { fileURLToPath } from "node:url";
import { DATA_TASKS } from "./_data_sources.ts";
import { type Bench, type BenchOptions, find, inFolder, quantile, rounded } from "./_harness.ts";

/** Bytes of the files, GB. */
const GIGABYTES = 6;

/** How long each side reads or trains, s. */
const SECONDS = 20;

const ROUNDS = 3;

/** A side that takes more memory is ended, bytes. */
const MOST_BYTES = 4e9;

type Sides = Readonly<Record<string, number | string>>;

/** Reads and trains on files of a size, beside the library that the source rests on and tfjs's own reader. */
export const data: Bench = {
  name: "data",
  summary:
    "records/s, memory and waiting of csv(), parquet() and the others: --source csv --gb 6 --seconds 20",
  linePerResult: true,
  run: async ({ extra }: BenchOptions) => {
    const { source, gb = GIGABYTES, seconds = SECONDS } = extra;
    if (source !== undefined) find(DATA_TASKS, "source", source);
    const results: Sides[] = [];
    for (const name of source === undefined ? Object.keys(DATA_TASKS) : [source]) {
      results.push(
        await inFolder((folder) => measure(name, folder, 1e9 * Number(gb), Number(seconds))),
      );
    }
    return results;
  },
};

async function measure(source: string, folder: string, bytes: number, seconds: number) {
  const files = await find(DATA_TASKS, "source", source).write(folder, bytes);
  const cache = join(folder, "cache");
  mkdirSync(cache);
  const side = (name: string) => runSide([name, source, String(seconds), cache, ...files]);
  // It makes the index and fits the columns: what that takes of memory counts.
  const train = await side("train");
  // In turns, so that a machine that is busy for a while is so for both.
  const [alone, read] = [[] as Sides[], [] as Sides[]];
  for (let round = 0; round < ROUNDS; round++) {
    alone.push(await side("alone"));
    read.push(await side("read"));
  }
  const stock = source === "csv" ? await side("stock") : undefined;
  rmSync(cache, { recursive: true });
  const ratios = read.map(({ rows_per_s }, round) => {
    return numberOf(rows_per_s) / numberOf(alone[round]?.rows_per_s);
  });
  return {
    source,
    bytes: files.reduce((sum, path) => sum + statSync(path).size, 0),
    rss_mb: rounded(numberOf(train.rss_mb)),
    rows_per_s: Math.round(median(read.map((one) => numberOf(one.rows_per_s)))),
    step_wait_share: rounded(numberOf(train.step_wait_share)),
    rows: numberOf(read[0]?.rows),
    alone_rows_per_s: Math.round(median(alone.map((one) => numberOf(one.rows_per_s)))),
    ratio_vs_alone: rounded(median(ratios)),
    first_open_s: rounded(numberOf(train.open_s)),
    open_s: rounded(median(read.map((one) => numberOf(one.open_s)))),
    step_ms: rounded(numberOf(train.step_ms)),
    backend: train.backend ?? "",
    ...(stock && {
      tf_data:
        stock.error ??
        `${Math.round(numberOf(stock.rows_per_s))} rows/s, ${Math.round(numberOf(stock.rss_mb))} MB`,
    }),
  };
}

const median = (values: readonly number[]) => quantile(values, 0.5);

const numberOf = (value: number | string | undefined) => Number(value);

/** Runs a side in a process; why it ended is its `error` if it did not measure. */
async function runSide(args: readonly string[]): Promise<Sides> {
  const script = fileURLToPath(new URL("data_child.ts", import.meta.url));
  const runtime = "Deno" in globalThis ? ["run", "-A", "--no-check"] : [];
  const child = spawn(process.execPath, [...runtime, script, ...args], {
    stdio: ["ignore", "pipe", "pipe"],
  });
  let isLarge = false;
  const watch = setInterval(() => {
    isLarge ||= residentBytes(child.pid) > MOST_BYTES;
    if (isLarge) child.kill("SIGKILL");
  }, 100);
  const [stdout, stderr, [code]] = await Promise.all([
    text(child.stdout),
    text(child.stderr),
    once(child, "exit"),
  ]);
  clearInterval(watch);
  if (isLarge) return { error: `took more than ${MOST_BYTES / 1e9} GB of memory` };
  if (code === 0) return JSON.parse(stdout.trim().split("\n").at(-1) ?? "");
  const [error] = /^(?:\w*error\b|E[A-Z]{3,}:).*$/im.exec(stderr) ?? [];
  return { error: error ?? `ended with ${code}` };
}

function residentBytes(pid: number | undefined): number {
  try {
    const [, pages] = readFileSync(`/proc/${pid}/statm`, "utf8").split(" ");
    return 4_096 * Number(pages);
  } catch {
    return 0; // It has ended.
  }
}
