import {
  cpSync,
  mkdtempSync,
  readdirSync,
  readFileSync,
  rmSync,
  truncateSync,
  writeFileSync,
} from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import type { RandomStream } from "../../core/mod.ts";
import { CheckpointDirectory } from "../../modules/mod.ts";
import { digestOf, type LoadOutcome, loadLast } from "./store_check.ts";

/** What came of damaging copies of a directory. */
export interface DamageResult {
  /** Copies that were damaged, one file and place each. */
  readonly tried: number;
  /** Loads that gave something else than what was written. */
  readonly corruptLoads: readonly string[];
  /** Loads that gave nothing, where a whole checkpoint was there. */
  readonly lost: readonly string[];
}

/** Where a file is damaged, as a share of its length, and how. */
const REGIONS = [0, 0.02, 0.1, 0.3, 0.5, 0.7, 0.9, 0.99] as const;

type Harm = (path: string, random: RandomStream, region: number) => void;

const HARMS: readonly (readonly [name: string, harm: Harm])[] = [
  ["flips a bit of", flipBit],
  ["cuts off", truncate],
];

/** Damages copies of a directory in every file and region, and loads from each. */
export async function damageCopies(directory: string, random: RandomStream): Promise<DamageResult> {
  const written = await digests(directory);
  const corruptLoads: string[] = [];
  const lost: string[] = [];
  let tried = 0;
  for (const file of readdirSync(directory)) {
    for (const [name, harm] of HARMS) {
      for (const region of REGIONS) {
        tried += 1;
        const what = `${name} ${file} at ${region}`;
        const outcome = await inCopy(directory, async (copy) => {
          harm(join(copy, file), random, region);
          return await loadLast(copy);
        });
        if (isCorrupt(outcome, written)) corruptLoads.push(what);
        if ("refused" in outcome && mustLoad(file, written)) lost.push(what);
      }
    }
  }
  return { tried, corruptLoads, lost };
}

/** Where a file with numbers is damaged and there are others, one of them must load. The journal is all or nothing. */
function mustLoad(file: string, written: ReadonlyMap<number, string>): boolean {
  return file.endsWith(".safetensors") && written.size > 1;
}

function isCorrupt(outcome: LoadOutcome, written: ReadonlyMap<number, string>): boolean {
  return "digest" in outcome && written.get(outcome.id) !== outcome.digest;
}

async function digests(directory: string): Promise<Map<number, string>> {
  const store = new CheckpointDirectory(directory);
  const found = new Map<number, string>();
  for (const { id } of store.list()) found.set(id, digestOf(await store.load({ id })));
  return found;
}

async function inCopy<T>(directory: string, work: (copy: string) => Promise<T>): Promise<T> {
  const copy = mkdtempSync(join(tmpdir(), "tolaria-damage-"));
  try {
    cpSync(directory, copy, { recursive: true });
    return await work(copy);
  } finally {
    rmSync(copy, { recursive: true, force: true });
  }
}

function flipBit(path: string, random: RandomStream, region: number): void {
  const bytes = readFileSync(path);
  if (bytes.length === 0) return;
  const at = Math.min(bytes.length - 1, Math.floor(region * bytes.length) + random.below(16));
  bytes[at] = (bytes[at] as number) ^ (1 << random.below(8));
  writeFileSync(path, bytes);
}

function truncate(path: string, _random: RandomStream, region: number): void {
  truncateSync(path, Math.floor(region * readFileSync(path).length));
}
