import type { BatchValues, ColumnValues } from "../../../core/mod.ts";

/** Fewer records than this are not worth a job of their own. */
const LEAST_RECORDS = 4;

/** Divides the records of a batch among as many workers as are of use, in order. */
export function scatter(
  records: Uint32Array<ArrayBuffer>,
  workers: number,
): readonly Uint32Array<ArrayBuffer>[] {
  const jobs = Math.max(1, Math.min(workers, Math.floor(records.length / LEAST_RECORDS)));
  const bound = (job: number) => Math.round((job * records.length) / jobs);
  return Array.from({ length: jobs }, (_, job) => records.slice(bound(job), bound(job + 1)));
}

/**
 * Joins the parts of a batch, in order.
 *
 * @param spare Arrays of as many examples to join them in. @default fresh ones
 */
export function join(parts: readonly BatchValues[], spare: BatchValues | undefined): BatchValues {
  const [first] = parts as readonly [BatchValues];
  if (parts.length === 1) return first;
  const inputs = first.inputs.map((_, at) =>
    joined(
      parts.map((part) => part.inputs[at] as ColumnValues),
      spare?.inputs[at],
    ),
  );
  const targets = first.targets.map((_, at) =>
    joined(
      parts.map((part) => part.targets[at] as ColumnValues),
      spare?.targets[at],
    ),
  );
  if (!first.weights) return { inputs, targets };
  const weights = parts.map((part) => part.weights as Float32Array);
  return { inputs, targets, weights: joined(weights, spare?.weights) };
}

function joined<Values extends ColumnValues>(parts: readonly Values[], spare?: Values): Values {
  const length = parts.reduce((sum, part) => sum + part.length, 0);
  const out = spare ?? (new (kindOf(parts[0] as Values))(length) as Values);
  let at = 0;
  for (const part of parts) {
    out.set(part, at);
    at += part.length;
  }
  return out;
}

function kindOf(values: ColumnValues) {
  return values instanceof Int32Array ? Int32Array : Float32Array;
}
