import { RandomStream } from "../../../core/mod.ts";
import { testedMpis } from "../../_support/collectives/mpis.ts";
import { MISSED, strike } from "./strike.ts";

/** How many ranks are struck. */
export interface StrikePlan {
  readonly kills: number;
  readonly stops: number;
  readonly seed: number;
  readonly progress: (text: string) => void;
}

/** What came of them. */
export interface StrikeTally {
  readonly mpi: string | undefined;
  readonly kills: number;
  readonly killed_recovered: number;
  readonly stops: number;
  readonly stopped_recovered: number;
  /** From SIGKILL to the first good step, ms. */
  readonly recovery_ms_p50: number | undefined;
  readonly recovery_ms_p99: number | undefined;
  /** The same from SIGSTOP, with the deadline after which a rank is given up. */
  readonly stop_recovery_ms_p50: number | undefined;
  readonly stop_recovery_ms_p99: number | undefined;
  readonly faults: readonly string[];
}

/** How often a run is tried that is over before it can be struck. */
const TRIES = 5;

/** Strikes ranks one after the other, on the MPI of this machine that goes on without one. */
export async function strikeRanks({
  kills,
  stops,
  seed,
  progress,
}: StrikePlan): Promise<StrikeTally> {
  const mpi = (await testedMpis()).find(({ hasUlfm }) => hasUlfm);
  if (!mpi) progress("no MPI here goes on without a rank: npm run mpi gets one");
  const random = new RandomStream(seed, "strikes");
  const faults: string[] = [];
  const times = { SIGKILL: [] as number[], SIGSTOP: [] as number[] };
  const counts = { SIGKILL: kills, SIGSTOP: stops };
  const recovered = { SIGKILL: 0, SIGSTOP: 0 };
  for (const signal of mpi ? (["SIGKILL", "SIGSTOP"] as const) : []) {
    for (let at = 1; at <= counts[signal]; at++) {
      const strikeOne = () => strike(mpi as NonNullable<typeof mpi>, signal, random);
      let struck = await strikeOne();
      for (let tries = 1; struck.fault === MISSED && tries < TRIES; tries++) {
        struck = await strikeOne();
      }
      const { rank, recoveryMs, fault } = struck;
      if (fault === undefined) recovered[signal] += 1;
      else faults.push(`${signal} ${at}, rank ${rank}: ${fault}`);
      if (recoveryMs !== undefined) times[signal].push(recoveryMs);
      progress(`${signal} ${at} of ${counts[signal]}: ${fault ?? `recovered in ${recoveryMs} ms`}`);
    }
  }
  return {
    mpi: mpi?.name,
    kills,
    killed_recovered: recovered.SIGKILL,
    stops,
    stopped_recovered: recovered.SIGSTOP,
    recovery_ms_p50: quantile(times.SIGKILL, 0.5),
    recovery_ms_p99: quantile(times.SIGKILL, 0.99),
    stop_recovery_ms_p50: quantile(times.SIGSTOP, 0.5),
    stop_recovery_ms_p99: quantile(times.SIGSTOP, 0.99),
    faults,
  };
}

function quantile(values: readonly number[], share: number): number | undefined {
  const sorted = [...values].sort((a, b) => a - b);
  return sorted[Math.max(0, Math.ceil(share * sorted.length) - 1)];
}
