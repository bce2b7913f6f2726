import { errorMessage, TolariaError } from "../errors/mod.ts";
import type { LoadedCheckpoint, LoadedTensor } from "../ports/checkpoint_store.ts";

/** Weights named at most. */
const SHOWN = 3;

/** Prefixes of the tensors that are weights. */
const WEIGHTS: readonly string[] = ["parameters", "buffers"];

/** Throws if a weight of a checkpoint holds NaN or an infinity. @throws {TolariaError} `resume/refused`. */
export function checkFinite({ info, parts }: LoadedCheckpoint): void {
  const weights = [...parts.values()].flatMap(({ tensors }) => tensors.flatMap(nonFinite));
  if (weights.length === 0) return;
  throw new TolariaError(
    "resume/refused",
    errorMessage(nonFiniteText(weights), `restore checkpoint ${info.id}`),
  );
}

/** Says which weights are not finite. */
export function nonFiniteText(weights: readonly string[]): string {
  const others = weights.length > SHOWN ? ` and ${weights.length - SHOWN} others` : "";
  return `these weights hold NaN or an infinity: ${weights.slice(0, SHOWN).join(", ")}${others}`;
}

function nonFinite({ prefix, dtype, segments, values }: LoadedTensor): readonly string[] {
  if (dtype !== "float32" || !WEIGHTS.includes(prefix)) return [];
  return segments
    .filter(({ offset, size }) => !areFinite(values as Float32Array, offset, offset + size))
    .map(({ name }) => name);
}

function areFinite(values: Float32Array, from: number, to: number): boolean {
  // An index: an iterator over a million numbers costs ten times as much.
  for (let at = from; at < to; at++) if (!Number.isFinite(values[at])) return false;
  return true;
}
