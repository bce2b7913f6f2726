import {
  cpSync,
  existsSync,
  mkdtempSync,
  readdirSync,
  readFileSync,
  rmSync,
  truncateSync,
  writeFileSync,
} from "node:fs";
import { tmpdir } from "node:os";
import { basename, join } from "node:path";
import { type CheckpointInfo, type RandomStream, TolariaError } from "../../core/mod.ts";
import { CheckpointDirectory } from "../../modules/mod.ts";
import { digestOf, type LoadOutcome, loadLast } from "./store_check.ts";

/** What came of damaging copies of a directory. */
export interface DamageResult {
  /** Copies that were damaged, one file and place each. */
  readonly tried: number;
  /** Loads that gave something else than what was written. */
  readonly corruptLoads: readonly string[];
  /** Loads that gave nothing, or an earlier checkpoint, where a whole one was there. */
  readonly lost: readonly string[];
}

/** Where a file is damaged, as a share of its length, and how. */
const REGIONS = [0, 0.02, 0.1, 0.3, 0.5, 0.7, 0.9, 0.99] as const;

type Harm = (path: string, random: RandomStream, region: number) => void;

const HARMS: readonly (readonly [name: string, harm: Harm])[] = [
  ["flips a bit of", flipBit],
  ["cuts off", truncate],
];

/** What a directory has to give, whatever is damaged. */
interface Stock {
  /** What is in each checkpoint, by id. */
  readonly digests: ReadonlyMap<number, string>;
  /** Ids by the name of the file that has the numbers. */
  readonly ids: ReadonlyMap<string, number>;
  /** Ids that have a record with its name: they are there without the journal too. */
  readonly recorded: readonly number[];
}

/**
 * Damages copies of a directory in every file and region, the journal's and its log's too, and loads from each. The directory itself is
 * not opened: whoever opens a journal takes its log away.
 */
export async function damageCopies(directory: string, random: RandomStream): Promise<DamageResult> {
  const stock = await stockOf(directory);
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
        if (isCorrupt(outcome, stock)) corruptLoads.push(what);
        if (foundId(outcome) < leastId(file, stock)) lost.push(`${what}: ${toText(outcome)}`);
      }
    }
  }
  return { tried, corruptLoads, lost };
}

/** The checkpoint that must load, or a later one, where a file is damaged: the last, unless it is that one's; 0 where there is none. */
function leastId(file: string, { ids, recorded }: Stock): number {
  return Math.max(0, ...recorded.filter((id) => id !== ids.get(file)));
}

function foundId(outcome: LoadOutcome): number {
  return "digest" in outcome ? outcome.id : 0;
}

function toText(outcome: LoadOutcome): string {
  return "digest" in outcome ? `checkpoint ${outcome.id} was loaded` : outcome.refused;
}

function isCorrupt(outcome: LoadOutcome, { digests }: Stock): boolean {
  return "digest" in outcome && digests.get(outcome.id) !== `${outcome.step} ${outcome.digest}`;
}

async function stockOf(directory: string): Promise<Stock> {
  const committed = await inCopy(directory, contentsOf);
  // A process that died just before it committed has left one more, which counts where the journal cannot say that it does not.
  const recorded = await inCopy(directory, async (copy) => {
    writeFileSync(join(copy, "journal.sqlite"), "x".repeat(5_000));
    // SQLite would make some of it whole again from the log that the process has left.
    for (const end of ["-wal", "-shm"]) rmSync(join(copy, `journal.sqlite${end}`), { force: true });
    return await contentsOf(copy);
  });
  const isRecorded = (file: string) =>
    existsSync(join(directory, file.replace(/\.safetensors$/, ".json")));
  return {
    digests: new Map([...recorded, ...committed].map(({ id, digest }) => [id, digest])),
    ids: new Map([...recorded, ...committed].map(({ file, id }) => [file, id])),
    recorded: committed.filter(({ file }) => isRecorded(file)).map(({ id }) => id),
  };
}

async function contentsOf(directory: string) {
  const store = new CheckpointDirectory(directory);
  const found: { readonly id: number; readonly file: string; readonly digest: string }[] = [];
  for (const { id, step } of listed(store)) {
    const digest = `${step} ${digestOf(await store.load({ id }))}`;
    found.push({ id, file: basename(store.inspect(id).file), digest });
  }
  return found;
}

function listed(store: CheckpointDirectory): readonly CheckpointInfo[] {
  try {
    return store.list();
  } catch (error) {
    // A journal that is damaged before there is any record.
    if (!TolariaError.is(error, "checkpoint/corrupt")) throw error;
    return [];
  }
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
