import { spawn } from "node:child_process";
import { fileURLToPath } from "node:url";
import { scriptArguments, TolariaError } from "../core/mod.ts";
import {
  launcherEnvironment,
  type TestedMpi,
  testedMpis,
} from "../tests/_support/collectives/mpis.ts";
import { programOf } from "../tests/_support/processes/run_child.ts";
import { strikeRanks } from "../tests/chaos/ranks/strike_ranks.ts";
import type { RankWork } from "./_distributed/work.ts";
import { type Bench, type BenchOptions, find, quantile, rounded } from "./_harness.ts";

const RANK = fileURLToPath(new URL("./_distributed/rank.ts", import.meta.url));

/** Weights of the MLP: what a sum has to carry. */
const NUMBERS = 535_818;

/** How a group is started. */
interface Start {
  readonly mpi: TestedMpi;
  readonly ranks: number;
  /** Whether each rank has one core, its own. @default false */
  readonly pinned?: boolean;
  readonly runtime?: "bun" | "deno";
}

/** What is measured of each part, by the name that `--parts` takes. */
const PARTS: Readonly<
  Record<string, (wanted: Wanted) => Promise<Readonly<Record<string, unknown>>>>
> = {
  mlp: async (wanted) => {
    const { params, efficiency, machine, times } = await compareTimes(wanted, "mlp");
    return { params, efficiency, machine_efficiency: machine, mlp_ms: times };
  },
  cnn: async (wanted) => {
    const { efficiency, machine, times } = await compareTimes(wanted, "cnn");
    return { efficiency_cnn: efficiency, machine_efficiency_cnn: machine, cnn_ms: times };
  },
  sum: async ({ first }) => {
    const work: RankWork = { kind: "sum", numbers: NUMBERS, sums: 200 };
    const { sumMs } = await measure({ mpi: first, ranks: 2 }, work);
    return { sum_ms: rounded(Number(sumMs)) };
  },
  boundary: async ({ first, number }) => {
    const epochs = number("epochs", 10_000);
    const work: RankWork = { kind: "boundary", epochs };
    const { p999Ms, maxMs } = await measure({ mpi: first, ranks: 2 }, work);
    return {
      boundary_epochs: epochs,
      boundary_p999_ms: rounded(Number(p999Ms)),
      boundary_max_ms: rounded(Number(maxMs)),
    };
  },
  bits: async ({ mpis, number }) => {
    const { equal, compared } = await compareBits(mpis, number("bitSteps", 20));
    return { bits_equal: equal, bits_compared: compared };
  },
  losses: async ({ number }) => {
    const kills = number("kills", 50);
    const stops = number("stops", kills);
    const struck = await strikeRanks({ kills, stops, seed: number("seed", 1), progress: say });
    for (const fault of struck.faults) say(fault);
    return {
      kills: kills + stops,
      recovered: struck.killed_recovered + struck.stopped_recovered,
      recovery_ms_p50: struck.recovery_ms_p50,
      recovery_ms_p99: struck.recovery_ms_p99,
      stop_recovery_ms_p50: struck.stop_recovery_ms_p50,
      stop_recovery_ms_p99: struck.stop_recovery_ms_p99,
    };
  },
};

/** What a part is measured with. */
interface Wanted {
  /** Every MPI of this machine, and the one that times are taken on. */
  readonly mpis: readonly TestedMpi[];
  readonly first: TestedMpi;
  readonly number: (option: string, otherwise: number) => number;
}

/** Times training on two ranks of one core each, sums, boundaries and losses, and compares the bits of several groups. */
export const distributed: Bench = {
  name: "distributed",
  summary:
    "efficiency of two ranks, ms of sums, boundaries and recoveries, and bits of 1, 2 and 4 ranks; --parts chooses",
  run: async ({ extra }: BenchOptions) => {
    const mpis = await testedMpis();
    const [first] = mpis;
    if (!first) {
      throw new TolariaError(
        "collective/unavailable",
        "There is no MPI here: npm run mpi gets one. Cannot measure.",
      );
    }
    const number = (option: string, otherwise: number) => Number(extra[option] ?? otherwise);
    const names = extra.parts?.split(",") ?? Object.keys(PARTS);
    const parts = names.map((name) => find(PARTS, "parts", name));
    const result: Record<string, unknown> = { mpi: first.name, ranks: 2 };
    for (const part of parts) Object.assign(result, await part({ mpis, first, number }));
    return result;
  },
};

/**
 * One core against two ranks of one core each, the same global batch, in turns; and what the machine gives: one core against
 * two that do the same beside each other, each for itself, as cores share caches, memory and at times their units.
 */
async function compareTimes({ first: mpi, number }: Wanted, task: string) {
  const [steps, turns] = [number("steps", 200), number("turns", 5)];
  const times = { one: [] as number[], two: [] as number[], beside: [] as number[] };
  let params = 0;
  for (let turn = 0; turn < turns; turn++) {
    // As many shards as ranks: that is what a user gets.
    const work = (shards: number): RankWork => ({ kind: "train", task, steps, shards });
    const one = await measure({ mpi, ranks: 1, pinned: true }, work(1));
    const two = await measure({ mpi, ranks: 2, pinned: true }, work(2));
    const beside = await Promise.all([0, 1].map((core) => measureAlone(core, work(1))));
    params = Number(one.params);
    times.one.push(Number(one.stepMs));
    times.two.push(Number(two.stepMs));
    times.beside.push(beside.reduce((sum, { stepMs }) => sum + Number(stepMs) / 2, 0));
  }
  const ratio = (others: readonly number[], factor: number) =>
    quantile(
      times.one.map((one, turn) => one / (factor * (others[turn] as number))),
      0.5,
    );
  return {
    params,
    efficiency: rounded(ratio(times.two, 2)),
    machine: rounded(ratio(times.beside, 1)),
    times: Object.fromEntries(
      Object.entries(times).map(([name, all]) => [name, rounded(quantile(all, 0.5))]),
    ),
  };
}

/** Whether 1, 2 and 4 ranks come to the same bits, on every MPI and both runtimes. */
async function compareBits(mpis: readonly TestedMpi[], steps: number) {
  const hashes: string[] = [];
  const compared: string[] = [];
  for (const mpi of mpis) {
    for (const runtime of ["bun", "deno"] as const) {
      for (const ranks of [1, 2, 4]) {
        const work: RankWork = { kind: "train", task: "mlp", steps, shards: 4 };
        const { weightsHash } = await measure({ mpi, ranks, runtime }, work);
        hashes.push(String(weightsHash));
        compared.push(`${mpi.name}, ${runtime}, ${ranks}: ${String(weightsHash).slice(0, 8)}`);
      }
    }
  }
  return { equal: new Set(hashes).size === 1, compared };
}

/** Has ranks do their work; returns what rank 0 measured. */
function measure(start: Start, work: RankWork): Promise<Readonly<Record<string, unknown>>> {
  const { mpi, ranks, pinned = false, runtime } = start;
  const isOpenMpi = mpi.name.startsWith("Open MPI");
  const program = runtime
    ? [programOf(runtime), ...(runtime === "deno" ? ["run", "-A", "--no-check"] : [])]
    : [process.execPath, ...scriptArguments()];
  // The variable of each launcher; a rank that is not pinned may use all cores.
  const rank = isOpenMpi ? "$OMPI_COMM_WORLD_RANK" : "$PMI_RANK";
  const pin = pinned ? ["sh", "-c", `exec taskset -c ${rank} "$@"`, "sh"] : [];
  const flags = isOpenMpi ? ["--oversubscribe", "--bind-to", "none"] : [];
  const told = JSON.stringify({ ...work, folder: mpi.folder });
  return resultOf(mpi.launcher, [
    ...flags,
    ...["-n", String(ranks)],
    ...pin,
    ...program,
    RANK,
    told,
  ]);
}

/** Has one process do the work of a rank, on a core of its own and without others. */
function measureAlone(core: number, work: RankWork): Promise<Readonly<Record<string, unknown>>> {
  const program = [process.execPath, ...scriptArguments(), RANK, JSON.stringify(work)];
  return resultOf("taskset", ["-c", String(core), ...program]);
}

/** The line of JSON that a command prints. */
async function resultOf(
  command: string,
  args: readonly string[],
): Promise<Readonly<Record<string, unknown>>> {
  const child = spawn(command, args, {
    stdio: ["ignore", "pipe", "inherit"],
    env: { ...process.env, ...launcherEnvironment(), NO_COLOR: "1" },
  });
  let text = "";
  child.stdout.setEncoding("utf8").on("data", (chunk: string) => {
    text += chunk;
  });
  const code = await new Promise((resolve, reject) =>
    child.on("close", resolve).on("error", reject),
  );
  const line = text.split("\n").find((one) => one.startsWith("{"));
  if (line) return JSON.parse(line);
  throw new Error(`${command} ended with ${code}: ${text.slice(-500)}`);
}

function say(text: string): void {
  process.stderr.write(`${text}\n`);
}
