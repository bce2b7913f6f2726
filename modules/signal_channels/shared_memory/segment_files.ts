import { randomUUID } from "node:crypto";
import {
  closeSync,
  fstatSync,
  readdirSync,
  readFileSync,
  readSync,
  renameSync,
  rmSync,
  writeFileSync,
} from "node:fs";
import { basename, join } from "node:path";
import { openRegularFile, SHARED_MEMORY_FOLDER, TolariaError } from "../../../core/mod.ts";
import { type Header, newSegment, readHeader } from "./header.ts";
import { HEADER, LAYOUT_VERSION, SEGMENT_BYTES } from "./layout.ts";

const PREFIX = "tolaria-";

/** What a name ends with until the segment is whole. */
const UNFINISHED = ".new";

/** Read and written by nobody but the user who runs the training. */
const MODE = 0o600;

/** A run on this machine that others can join. */
export interface RunFile {
  /** Id of the run. */
  readonly runId: string;
  /** Process that does it. */
  readonly ownerPid: number;
  /** When it began, in milliseconds since 1970. */
  readonly openedMs: number;
  /** Its segment. */
  readonly path: string;
  /** Version of its layout. */
  readonly version: number;
  /** Size in bytes. */
  readonly sizeBytes: number;
}

/** Makes the segment of a run of this process. Returns its path. */
export function createSegment(runId: string, wallMs: number): string {
  const path = pathOf(runId);
  // Whole from the moment when it has its name.
  const unfinished = `${path}.${randomUUID()}${UNFINISHED}`;
  writeFileSync(unfinished, newSegment(runId, wallMs), { mode: MODE, flag: "wx" });
  renameSync(unfinished, path);
  return path;
}

/** Removes a segment, where it is still there. */
export function removeSegment(path: string): void {
  rmSync(path, { force: true });
}

/** Every run of this user's whose process is there; removes what those left behind that died. */
export function findRuns(): RunFile[] {
  const runs: RunFile[] = [];
  for (const name of readdirSync(SHARED_MEMORY_FOLDER)) {
    if (!name.startsWith(PREFIX)) continue;
    const path = join(SHARED_MEMORY_FOLDER, name);
    const header = headerOf(path);
    if (header?.ownerRuns === false) removeSegment(path);
    else if (header && !name.endsWith(UNFINISHED)) runs.push({ ...header, path });
  }
  return runs.sort((a, b) => a.openedMs - b.openedMs);
}

/**
 * The run that `id` is the beginning of.
 *
 * @throws {TolariaError} `signal/no-run`, naming the runs that there are.
 */
export function findRun(id: string): RunFile {
  const runs = findRuns();
  const meant = runs.filter(({ runId }) => runId.startsWith(id));
  const [run] = meant;
  if (!run || meant.length > 1) {
    throw new TolariaError("signal/no-run", `${faultOf(id, runs)} Cannot reach the run.`);
  }
  if (run.version !== LAYOUT_VERSION || run.sizeBytes !== SEGMENT_BYTES) {
    throw new TolariaError(
      "signal/unavailable",
      `The segment must have version ${LAYOUT_VERSION}, but has ${run.version}. Cannot reach run "${run.runId}".`,
    );
  }
  return run;
}

/** Why `id` names no run, with those that there are. */
function faultOf(id: string, runs: readonly RunFile[]): string {
  if (runs.length === 0) return "No run of this user's is on this machine.";
  const list = runs.map((run) => `\n  ${run.runId}  ${describe(run)}`).join("");
  const choice = `Choose one by the beginning of its id, as with --run <id>:${list}\n`;
  if (id === "") return `Several runs are on this machine. ${choice}`;
  const several = runs.some(({ runId }) => runId.startsWith(id));
  const fault = several ? "is the beginning of several runs' ids" : "is the id of no run here";
  return `${JSON.stringify(id)} ${fault}. ${choice}`;
}

/** When a run began, in which process, and what was typed for it where the system tells. */
function describe({ openedMs, ownerPid }: RunFile): string {
  const start = new Date(openedMs).toISOString().slice(0, 19).replace("T", " ");
  return `since ${start} UTC, process ${ownerPid}${commandOf(ownerPid)}`;
}

function commandOf(pid: number): string {
  try {
    const words = readFileSync(`/proc/${pid}/cmdline`, "utf8").split("\0").filter(Boolean);
    const command = words.map((word) => basename(word)).join(" ");
    // biome-ignore lint/suspicious/noControlCharactersInRegex: what another process typed must not reach the terminal
    return `: ${command.replaceAll(/[\x00-\x1f\x7f-\x9f]/g, "?").slice(0, 80)}`;
  } catch {
    return "";
  }
}

/** The name tells nothing but the run: an id is of letters, digits, dots, dashes and underscores, or is made so. */
function pathOf(runId: string): string {
  return join(SHARED_MEMORY_FOLDER, `${PREFIX}${runId.replaceAll(/[^\w.-]/g, "_")}`);
}

/** Undefined if it is another user's, or no segment: a pipe is not waited for, and a link not followed. */
function headerOf(path: string): Header | undefined {
  const bytes = new Uint8Array(HEADER.bell);
  try {
    const file = openRegularFile(path);
    try {
      const { uid, size } = fstatSync(file);
      // A segment that is too short would end the process that maps it.
      if (uid !== (process.getuid?.() ?? uid) || size < SEGMENT_BYTES) return undefined;
      return readHeader(bytes.subarray(0, readSync(file, bytes, 0, bytes.length, 0)));
    } finally {
      closeSync(file);
    }
  } catch {
    return undefined;
  }
}
