import { existsSync } from "node:fs";
import { TolariaError } from "../core/mod.ts";
import { CheckpointDirectory } from "../modules/mod.ts";

/** A checkpoint named as `<directory>[@id]`. */
export interface CheckpointPlace {
  readonly directory: string;
  /** Undefined for the last checkpoint. */
  readonly id: number | undefined;
}

/** Parses `<directory>[@id]`; a directory whose own name ends like that is meant as a whole if it exists. */
export function parsePlace(text: string): CheckpointPlace {
  const match = text.match(/^(.+)@(\d+)$/);
  if (!match || existsSync(text)) return { directory: text, id: undefined };
  return { directory: match[1] as string, id: Number(match[2]) };
}

/**
 * Opens the directory of a place and finds the id of its checkpoint.
 *
 * @throws {TolariaError} `checkpoint/missing` if there is no such checkpoint.
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
