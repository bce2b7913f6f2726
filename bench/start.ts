import { spawnSync } from "node:child_process";
import { join } from "node:path";
import { fileURLToPath } from "node:url";
import {
  type Bench,
  type BenchOptions,
  backendOf,
  inFolder,
  quantile,
  rounded,
} from "./_harness.ts";

const ROUNDS = 7;

/** Milliseconds of each phase. */
interface Phases {
  /** From the command to the first line of the process. */
  readonly runtime_ms: number;
  /** Modules of Tolaria, and the job's file. */
  readonly imports_ms: number;
  /** Backend, data and network. */
  readonly open_ms: number;
  readonly first_step_ms: number;
  readonly total_ms: number;
}

/** Times `tolaria train` on digits from the command to the end of the first step. */
export const start: Bench = {
  name: "start",
  summary: "ms from the command `tolaria train` to the first step of the digits job, by phases",
  run: ({ backend = "wasm" }: BenchOptions) => {
    backendOf(backend);
    return inFolder(async (folder) => {
      // Bun keeps what it transpiled; the first start has none of it.
      const cold = startOnce(backend, folder);
      const rounds = Array.from({ length: ROUNDS }, () => startOnce(backend, folder));
      const median = (key: keyof Phases) =>
        rounded(
          quantile(
            rounds.map((round) => round[key]),
            0.5,
          ),
          4,
        );
      const warm = Object.fromEntries(
        (Object.keys(cold) as (keyof Phases)[]).map((key) => [key, median(key)]),
      );
      return { backend, cold, warm, least_ms: Math.min(...rounds.map(({ total_ms }) => total_ms)) };
    });
  },
};

function startOnce(backend: string, cache: string): Phases {
  const path = (name: string) => fileURLToPath(new URL(name, import.meta.url));
  const runtime = "Deno" in globalThis ? ["run", "-A", "--no-check"] : [];
  const began = performance.timeOrigin + performance.now();
  const child = spawnSync(
    process.execPath,
    [...runtime, path("../cli/main.ts"), "train", path("_start_job.ts"), "--quiet"],
    {
      cwd: cache,
      encoding: "utf8",
      env: {
        ...process.env,
        TOLARIA_BENCH_BACKEND: backend,
        BUN_RUNTIME_TRANSPILER_CACHE_PATH: join(cache, "transpiled"),
      },
    },
  );
  const line = child.stdout.split("\n").find((one) => one.startsWith('{"process"'));
  if (line === undefined) throw new Error(`It ended without a step: ${child.stderr}`);
  const {
    process: first,
    loaded,
    opened,
    stepped,
  } = JSON.parse(line) as Record<string, number> & {
    process: number;
    loaded: number;
    opened: number;
    stepped: number;
  };
  return {
    runtime_ms: rounded(first - began, 4),
    imports_ms: rounded(loaded - first, 4),
    open_ms: rounded(opened - loaded, 4),
    first_step_ms: rounded(stepped - opened, 4),
    total_ms: rounded(stepped - began, 4),
  };
}
