/** A runtime that tests run on. */
export type RuntimeName = "bun" | "deno";

/** How the test files of a folder are run. */
export interface Room {
  /** Start of the files' paths. */
  readonly path: string;
  /** Why one runtime is enough. @default both run them */
  readonly once?: string;
  /** Why nothing else may run beside it. @default others may */
  readonly alone?: string;
  /** How long a file takes, roughly, so that the long ones start first. @default 0.3 */
  readonly seconds?: number;
}

/**
 * The rooms that differ from the rest. A file belongs to the first one whose path it begins with.
 *
 * A test runs on both runtimes, unless the runtime that it runs on has no part in what it checks: it only reads sources, or it
 * starts both runtimes itself. Arithmetic is no exception, as engines round `Math.exp` and its like differently.
 */
export const ROOMS: readonly Room[] = [
  { path: "tests/architecture", once: "reads sources", seconds: 3 },
  { path: "tests/docs/", once: "reads sources" },
  { path: "tests/scripts/", once: "reads sources" },
  {
    path: "tests/integration/same_bits_test.ts",
    once: "starts Bun and Deno itself, and compares",
    seconds: 6,
  },
  ...[
    "tests/integration/ranks",
    "tests/modules/collectives/mpi_kills",
    "tests/modules/collectives/mpi_ranks",
  ].map((path) => ({
    path,
    once: "mpi_test.ts makes the same calls, and two_ranks_test.ts trains, on both runtimes",
    seconds: 20,
  })),
  { path: "tests/modules/collectives/mpi_test.ts", seconds: 12 },
  { path: "tests/integration/two_ranks_test.ts", seconds: 6 },
  { path: "tests/cli/train_process_test.ts", seconds: 9 },
  {
    path: "tests/cli/sweep/sweep_test.ts",
    once: "restarts/ and train_process_test.ts start and end processes on both",
    seconds: 15,
  },
  { path: "tests/cli/", seconds: 3 },
  {
    path: "tests/chaos/havoc_test.ts",
    once: "chaos_test.ts and driven_kill_test.ts kill on both",
    seconds: 15,
  },
  { path: "tests/chaos/", seconds: 4 },
  { path: "tests/bench/growth/", once: "benches run on Bun", seconds: 5 },
  { path: "tests/bench/", once: "benches run on Bun" },
  {
    path: "tests/examples/",
    once: "the parts that an example puts together have tests of their own",
    seconds: 4,
  },
  {
    path: "tests/modules/compute/auto_test.ts",
    once: "cpu_test.ts has the same cases, on the backend that it takes",
    seconds: 5,
  },
  {
    path: "tests/modules/compute/wasm_plain_test.ts",
    once: "wasm_threaded_test.ts has the same cases, with threads",
    seconds: 12,
  },
  {
    path: "tests/integration/data_kill_test.ts",
    once: "driven_kill_test.ts and chaos_test.ts kill on both, and each source is read on both",
    seconds: 20,
  },
  {
    path: "tests/modules/aggregators/two_losses_test.ts",
    once: "checks where long descents end, whatever their last bits",
    seconds: 9,
  },
  { path: "tests/modules/tamiyo/worker_test.ts", seconds: 9 },
  { path: "tests/modules/tamiyo/process_test.ts", seconds: 9 },
  { path: "tests/modules/tamiyo/", seconds: 1 },
  { path: "tests/modules/bus/redis/", seconds: 2 },
  { path: "tests/modules/telemetry/", seconds: 1.5 },
  { path: "tests/modules/compute/", seconds: 2 },
  { path: "tests/modules/checkpoints/", seconds: 1.5 },
  { path: "tests/modules/data/", seconds: 1 },
  { path: "tests/integration/", seconds: 2 },
  { path: "tests/torture/", seconds: 3 },
];

/** How a test file is run. */
export function roomOf(file: string): Room {
  return ROOMS.find(({ path }) => file.startsWith(path)) ?? { path: "tests/" };
}
