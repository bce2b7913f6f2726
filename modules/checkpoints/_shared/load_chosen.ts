import {
  type CheckpointChoice,
  type CheckpointInfo,
  errorMessage,
  type LoadedCheckpoint,
  messageOf,
  TolariaError,
} from "../../../core/mod.ts";

/**
 * Reads the checkpoint that is meant; where none is named and the last one is damaged, the one before.
 *
 * @param infos Those that there are, the oldest first.
 * @param place Where they are, for the message.
 * @param read Reads one, and fails where it is damaged.
 * @throws {TolariaError} `checkpoint/missing`, `checkpoint/corrupt`.
 */
export async function loadChosen(
  infos: readonly CheckpointInfo[],
  choice: CheckpointChoice,
  place: string,
  read: (info: CheckpointInfo) => Promise<LoadedCheckpoint>,
): Promise<LoadedCheckpoint> {
  const { id, atOrBefore = Number.POSITIVE_INFINITY, runIds, onDamaged } = choice;
  const fits = infos.filter(
    (info) =>
      info.step <= atOrBefore &&
      (id ?? info.id) === info.id &&
      (runIds?.includes(info.runId) ?? true),
  );
  let failure: unknown;
  for (const info of fits.toReversed()) {
    try {
      return await read(info);
    } catch (error) {
      failure = error;
      if (id !== undefined) throw error;
      onDamaged?.(info, messageOf(error));
    }
  }
  if (failure !== undefined) throw noneWhole(place, fits.length, failure);
  throw missing(place, infos, id, atOrBefore);
}

function noneWhole(place: string, count: number, cause: unknown): TolariaError {
  return new TolariaError(
    "checkpoint/corrupt",
    errorMessage(messageOf(cause), `load a checkpoint from ${place}: all ${count} are damaged`),
    { cause },
  );
}

function missing(
  place: string,
  infos: readonly CheckpointInfo[],
  id: number | undefined,
  atOrBefore: number,
): TolariaError {
  const known = infos.map((info) => `${info.id} (step ${info.step})`).join(", ") || "none";
  const asked =
    id === undefined ? `checkpoint at or before step ${atOrBefore}` : `checkpoint ${id}`;
  return new TolariaError(
    "checkpoint/missing",
    `There is no ${Number.isFinite(atOrBefore) || id !== undefined ? asked : "checkpoint"} in ${place}; its checkpoints: ${known}.`,
  );
}
