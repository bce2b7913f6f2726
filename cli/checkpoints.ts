import { type CheckpointInfo, messageOf, safeText } from "../core/mod.ts";
import { CheckpointDirectory } from "../modules/mod.ts";
import { openPlace, parsePlace } from "./checkpoint_place.ts";
import { EXIT_CODES } from "./exit_codes.ts";
import { inspectFolder, isModelFolder } from "./models/inspect_model.ts";
import { sizeText } from "./size_text.ts";
import { table } from "./table.ts";

const COLUMNS = ["id", "step", "epoch", "size", "written", "good", "run", "reason"];

/** Characters of a run's id that tell it from others in a list. */
const RUN_LENGTH = 8;

/** Options of the checkpoint commands. */
export interface CheckpointFlags {
  readonly json?: boolean;
}

/** Lists the checkpoints of a directory. */
export function listCheckpoints(path: string, { json }: CheckpointFlags): number {
  const directory = new CheckpointDirectory(path);
  const infos = directory.list();
  warn(directory);
  if (json) print(JSON.stringify(infos.map(infoToJson)));
  else if (infos.length === 0) print(`no checkpoints in ${path}`);
  else print(table(COLUMNS, infos.map(row)));
  return EXIT_CODES.done;
}

/** Shows what is in a model folder, or the contents of a checkpoint. */
export async function inspect(place: string, flags: CheckpointFlags): Promise<number> {
  return isModelFolder(place) ? inspectFolder(place, flags) : inspectCheckpoint(place, flags);
}

function inspectCheckpoint(place: string, { json }: CheckpointFlags): number {
  const { directory, id } = openPlace(place);
  const { info, file, tensors, parts } = directory.inspect(id);
  warn(directory);
  if (json) {
    const state = Object.fromEntries(
      parts.map(({ name, version, data }) => [name, { version, data }]),
    );
    print(JSON.stringify({ ...infoToJson(info), file, tensors, state }));
    return EXIT_CODES.done;
  }
  print(`checkpoint ${id}: step ${info.step}, epoch ${info.epoch}, ${info.reason}\n${file}\n`);
  const shapes = tensors.map(({ name, dtype, shape, sha256 }) => [
    name,
    dtype,
    `[${shape.join(", ")}]`,
    sha256.slice(0, 12),
  ]);
  print(`${table(["tensor", "type", "shape", "sha256"], shapes)}\n`);
  for (const { name, version, data } of parts) {
    print(`${name} (version ${version})\n${JSON.stringify(data, undefined, 2)}`);
  }
  return EXIT_CODES.done;
}

/** Verifies the hashes of one checkpoint or of all in a directory, and the journal. */
export function verifyCheckpoints(place: string, { json }: CheckpointFlags): number {
  const { directory, id } = openPlace(place);
  const all = parsePlace(place).id === undefined;
  const infos = directory.list().filter((info) => all || info.id === id);
  const whole = !warn(directory);
  const results = infos.map(({ id: one, step }) => ({
    id: one,
    step,
    ...verdictOf(directory, one),
  }));
  if (json) print(JSON.stringify(results));
  else {
    for (const { id: one, step, error } of results) {
      print(`${one} (step ${step}): ${error ?? "whole"}`);
    }
  }
  return whole && results.every((one) => one.whole) ? EXIT_CODES.done : EXIT_CODES.failed;
}

/** Reports a damaged journal on stderr. Returns whether it is damaged. */
function warn(directory: CheckpointDirectory): boolean {
  const fault = directory.journalFault();
  if (fault !== undefined) process.stderr.write(`${fault}\n`);
  return fault !== undefined;
}

function verdictOf(directory: CheckpointDirectory, id: number): { whole: boolean; error?: string } {
  try {
    directory.verify(id);
    return { whole: true };
  } catch (error) {
    return { whole: false, error: messageOf(error) };
  }
}

function infoToJson({
  id,
  runId,
  step,
  epoch,
  reason,
  writtenMs,
  bytes,
  verified,
}: CheckpointInfo) {
  const written = new Date(writtenMs).toISOString();
  return { id, run_id: runId, step, epoch, reason, written, bytes, good: verified };
}

function row({
  id,
  runId,
  step,
  epoch,
  bytes,
  writtenMs,
  verified,
  reason,
}: CheckpointInfo): string[] {
  const written = new Date(writtenMs).toISOString().replace("T", " ").slice(0, 19);
  const size = sizeText(bytes);
  const run = safeText(runId.slice(0, RUN_LENGTH));
  const good = verified ? "yes" : "no";
  return [`${id}`, `${step}`, `${epoch}`, size, written, good, run, safeText(reason)];
}

function print(text: string): void {
  process.stdout.write(`${text}\n`);
}
