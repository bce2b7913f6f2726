import type { Json } from "../json.ts";
import { show } from "../options.ts";

/** What a job says of its data. */
export interface DataRecord {
  /** Lines of `name: size and hash`, one a file; `null` if the source gives none. */
  readonly fingerprint: string | null;
  /** What was fitted on the training split. */
  readonly preparation: Json;
}

/** Differences named at most. */
const SHOWN = 3;

/** Compares the data of two jobs; returns what differs, for people. */
export function compareData(then: DataRecord, now: DataRecord): readonly string[] {
  const files = compareFingerprints(then.fingerprint ?? "", now.fingerprint ?? "");
  // Other files are fitted otherwise: that goes without saying.
  const faults =
    files.length > 0 ? files : comparePreparations(then.preparation, now.preparation, "");
  const others = faults.length - SHOWN;
  return others > 0 ? [...faults.slice(0, SHOWN), `${others} more of the data differ`] : faults;
}

function compareFingerprints(then: string, now: string): readonly string[] {
  if (then === now) return [];
  const [before, after] = [filesOf(then), filesOf(now)];
  return [...new Set([...before.keys(), ...after.keys()])].flatMap((name) => {
    const [was, is] = [before.get(name), after.get(name)];
    if (was === is) return [];
    if (was === undefined) return [`data ${show(name)} is not in the checkpoint`];
    if (is === undefined) return [`data ${show(name)} of the checkpoint is not in the job`];
    return [`data ${show(name)} must be ${was}, as in the checkpoint, but is ${is}`];
  });
}

function filesOf(fingerprint: string): Map<string, string> {
  const lines = fingerprint.split("\n").filter((line) => line !== "");
  return new Map(
    lines.map((line) => {
      const at = line.lastIndexOf(": ");
      return at < 0 ? ["", line] : [line.slice(0, at), line.slice(at + 2)];
    }),
  );
}

/** Walks down to the values that differ: `columns.hp.imputed`. */
function comparePreparations(then: Json, now: Json, path: string): readonly string[] {
  if (JSON.stringify(then) === JSON.stringify(now)) return [];
  if (isRecord(then) && isRecord(now)) {
    return [...new Set([...Object.keys(then), ...Object.keys(now)])].flatMap((key) =>
      comparePreparations(then[key] ?? null, now[key] ?? null, `${path}${path && "."}${key}`),
    );
  }
  const name = path === "" ? "the preparation" : `"${path}" of the preparation`;
  return [`${name} must be ${show(then)}, as in the checkpoint, but is ${show(now)}`];
}

function isRecord(value: Json): value is Readonly<Record<string, Json>> {
  return typeof value === "object" && value !== null;
}
