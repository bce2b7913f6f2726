import { mkdtempSync, rmSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { RandomStream } from "../../core/mod.ts";
import { CheckpointDirectory } from "../../modules/mod.ts";
import { damageCopies } from "./damage.ts";
import { drawPlan, Killer } from "./kill_plan.ts";
import { wholeIds } from "./store_check.ts";
import { type ChaosResult, Tally } from "./tally.ts";
import { type ProcessEnd, TrainingProcess } from "./training_process.ts";

/** Epochs of each training: some twenty kills long. */
const EPOCHS = 24;

/** Blocks of 512 bytes that a file may have on a full disk: less than a checkpoint, or than a journal. */
const FULL_DISK_BLOCKS = [2, 4, 60, 100] as const;

/** What to do to the trainings. */
export interface ChaosOptions {
  /** Processes to kill, at least 1. */
  readonly kills: number;
  /** Seed of where and when. */
  readonly seed: number;
  /** One process in so many runs on a full disk. @default 9 */
  readonly fullDiskEvery?: number;
  /** After so many processes the store is damaged. @default 10 */
  readonly damageEvery?: number;
  /** Called with the kills so far. */
  readonly progress?: (kills: number) => void;
}

/** Kills trainings, fills their disks and damages their checkpoints, and looks at what is left. */
export async function wreakHavoc({
  kills,
  seed,
  fullDiskEvery = 9,
  damageEvery = 10,
  progress,
}: ChaosOptions): Promise<ChaosResult> {
  const folder = mkdtempSync(join(tmpdir(), "tolaria-chaos-"));
  try {
    const tally = new Tally(await undisturbed(join(folder, "reference")));
    const random = new RandomStream(seed, "chaos");
    let training: Training = { directory: join(folder, "training-0"), committed: 0 };
    for (let number = 0; tally.kills < kills; number++) {
      const fullDisk = number % fullDiskEvery === fullDiskEvery - 1;
      const ended = await disturb(training, random, tally, fullDisk);
      if (number % damageEvery === damageEvery - 1) {
        tally.damage(await damageCopies(training.directory, random));
      }
      checkStore(training, tally);
      if (ended) training = { directory: join(folder, `training-${number + 1}`), committed: 0 };
      progress?.(tally.kills);
    }
    return tally.result();
  } finally {
    rmSync(folder, { recursive: true, force: true });
  }
}

/** A training that one process after the other works on. */
interface Training {
  readonly directory: string;
  /** Id of the last checkpoint that a process said exists; 0 before the first. */
  committed: number;
}

/** What the weights are after each step where nobody does anything. */
async function undisturbed(directory: string): Promise<Map<number, string>> {
  const { lines, code, stderr } = await new TrainingProcess(directory, EPOCHS, () => {}).done;
  if (code !== 0) throw new Error(`the training without a kill failed: ${stderr}`);
  return new Map(lines.flatMap((line) => (line.kind === "step" ? [[line.step, line.hash]] : [])));
}

/** Runs one process until it is killed. Returns whether its training came to its end. */
async function disturb(
  training: Training,
  random: RandomStream,
  tally: Tally,
  fullDisk: boolean,
): Promise<boolean> {
  const blocks = fullDisk ? FULL_DISK_BLOCKS[random.below(FULL_DISK_BLOCKS.length)] : undefined;
  const { directory } = training;
  const killer = new Killer(drawPlan(random), directory, () => running);
  const running = new TrainingProcess(directory, EPOCHS, (line) => killer.heard(line), {
    fileBlocks: blocks,
  });
  const end = await running.done;
  killer.dispose();
  tally.process(end.lines, end.signal === "SIGKILL", fullDisk);
  const ended = end.lines.some((line) => line.kind === "ended" && line.reason === "completed");
  checkEnd(end, fullDisk, tally);
  for (const line of end.lines) if (line.kind === "committed") training.committed = line.id;
  return ended;
}

/** A process that is not killed must not fail, unless the disk has no room for its journal. */
function checkEnd({ code, signal, stderr }: ProcessEnd, fullDisk: boolean, tally: Tally): void {
  if (signal !== null || code === 0 || fullDisk) return;
  tally.fault(`a training failed: ${stderr.trim().split("\n").at(-1)}`);
}

/** What a process said to exist must be there, or something later. */
function checkStore({ directory, committed }: Training, tally: Tally): void {
  const whole = wholeIds(directory);
  if ((whole.at(-1) ?? 0) >= committed) return;
  const listed = new CheckpointDirectory(directory).list().map(({ id }) => id);
  tally.lost(`checkpoint ${committed} is gone: listed are ${listed}, whole ${whole}`);
}
