import { TolariaError } from "../core/mod.ts";
import { CheckpointDirectory } from "../modules/mod.ts";

/** Which checkpoint is meant by `<directory>[@id]`. */
export interface CheckpointPlace {
  readonly directory: string;
  /** Undefined for the last one. */
  readonly id: number | undefined;
}

/** Reads `<directory>[@id]`. */
export function parsePlace(text: string): CheckpointPlace {
  const match = text.match(/^(.+)@(\d+)$/);
  if (!match) return { directory: text, id: undefined };
  return { directory: match[1] as string, id: Number(match[2]) };
}

/**
 * The directory of `place`, and the id that is meant.
 *
 * @throws {TolariaError} `checkpoint/missing` where it has no checkpoint, or not that one.
 */
export function openPlace(text: string): {
  readonly directory: CheckpointDirectory;
  readonly id: number;
} {
  const { directory: path, id } = parsePlace(text);
  const directory = new CheckpointDirectory(path);
  const infos = directory.list();
  const meant = id ?? infos.at(-1)?.id;
  if (meant !== undefined && infos.some((info) => info.id === meant))
    return { directory, id: meant };
  const known = infos.map((info) => info.id).join(", ") || "none";
  const asked = id === undefined ? "checkpoint" : `checkpoint ${id}`;
  throw new TolariaError(
    "checkpoint/missing",
    `"${path}" has no ${asked}; its checkpoints: ${known}.`,
  );
}
