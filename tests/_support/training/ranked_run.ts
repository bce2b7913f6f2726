import { readFileSync } from "node:fs";
import { join } from "node:path";
import { fileURLToPath } from "node:url";
import { withScratch } from "../../../testing/_support/scratch.ts";
import type { TestedMpi } from "../collectives/mpis.ts";
import { launchRanks } from "../collectives/rank_processes.ts";

/** What a rank does otherwise than the others. */
export interface RankDeviation {
  /** How far its clock goes on at each look, ms. @default its clock stands still */
  readonly msPerLook?: number;
  /** Which call of its loss is NaN, from 0. @default none */
  readonly spoiledCall?: number;
  /** After how many steps its run is told to stop. @default never */
  readonly stopAfter?: number;
  readonly seed?: number;
  readonly batchSize?: number;
}

/** What came of a run on one rank. */
export interface RankedResult {
  readonly rank: number;
  readonly steps: number;
  readonly weights: string;
  readonly incidents: readonly string[];
  readonly endReason?: string;
  readonly validation?: readonly number[];
  readonly error?: string;
  /** What `trainer.save()` returned, and whether the folder is there. */
  readonly saved?: { readonly hashes: unknown; readonly written: boolean };
  /** Of its telemetry: how many spans of runs, which traces, and the attribute `rank` of the resource. */
  readonly spans?: {
    readonly ofRuns: number;
    readonly traces: readonly string[];
    readonly rank?: unknown;
  };
}

const RANKED_RUN = fileURLToPath(new URL("../../fixtures/ranked_run.ts", import.meta.url));

/** Trains on so many processes, of which some do things of their own. Returns what each wrote. */
export function rankedRun(
  mpi: TestedMpi,
  ranks: number,
  deviations: Readonly<Record<number, RankDeviation>> = {},
): Promise<readonly RankedResult[]> {
  return withScratch(async (scratch) => {
    const options = JSON.stringify({ folder: mpi.folder });
    const args = [scratch.path("."), options, JSON.stringify(deviations)];
    const { output } = await launchRanks(mpi, ranks, RANKED_RUN, args);
    return Array.from({ length: ranks }, (_, rank) => {
      try {
        return JSON.parse(readFileSync(join(scratch.path("."), `rank-${rank}.json`), "utf8"));
      } catch (cause) {
        throw new Error(`rank ${rank} left no result: ${output}`, { cause });
      }
    });
  });
}
