import { corrupt } from "../../../core/safetensors/mod.ts";
import { sha256Of } from "./sha256.ts";

/** A tensor of a checkpoint as the journal has it. */
export interface TensorRow {
  readonly name: string;
  readonly dtype: string;
  readonly shape: readonly number[];
  readonly begin: number;
  readonly end: number;
  readonly sha256: string;
}

/** All of a checkpoint but its numbers. */
export interface CheckpointRecord {
  readonly id: number;
  readonly runId: string;
  readonly step: number;
  readonly epoch: number;
  readonly reason: string;
  readonly writtenMs: number;
  /** Name of its file. */
  readonly file: string;
  readonly fileBytes: number;
  /** Everything but numbers, as JSON. */
  readonly state: string;
  readonly stateSha256: string;
  /** In the order of its file. */
  readonly tensors: readonly TensorRow[];
}

/** Of the form that a record has. */
const VERSION = 1;

/** What every field of a record is. */
const KINDS: Readonly<Record<Exclude<keyof CheckpointRecord, "tensors">, "number" | "string">> = {
  id: "number",
  runId: "string",
  step: "number",
  epoch: "number",
  reason: "string",
  writtenMs: "number",
  file: "string",
  fileBytes: "number",
  state: "string",
  stateSha256: "string",
};

/** Hash of all of a record. */
export function recordSha256(record: CheckpointRecord): string {
  return sha256Of(new TextEncoder().encode(JSON.stringify(fieldsOf(record))));
}

/** A record as it stands beside the file of its checkpoint. */
export function recordText(record: CheckpointRecord): string {
  const sha256 = recordSha256(record);
  return JSON.stringify({ version: VERSION, sha256, checkpoint: fieldsOf(record) });
}

/**
 * Reads a record.
 *
 * @param file Name of the file that it stands beside.
 * @throws {TolariaError} `checkpoint/corrupt` where it is not as it was written, or of another file.
 */
export function parseRecord(text: string, file: string): CheckpointRecord {
  const { version, sha256, checkpoint } = parseObject(text);
  if (version !== VERSION) throw corrupt(`its version must be ${VERSION}: it is ${version}`);
  if (!isRecord(checkpoint)) throw corrupt("it must be the record of a checkpoint");
  const found = recordSha256(checkpoint);
  if (found !== sha256) throw corrupt(`the hash of it must be ${sha256}: it is ${found}`);
  if (checkpoint.file === file) return checkpoint;
  throw corrupt(`the record is of "${checkpoint.file}", not of "${file}"`);
}

function parseObject(text: string): Readonly<Record<string, unknown>> {
  try {
    return Object(JSON.parse(text));
  } catch (cause) {
    throw corrupt("it must be JSON", cause);
  }
}

/** Checked by hand: the worker that writes need not load a library for it. */
function isRecord(value: unknown): value is CheckpointRecord {
  const fields = Object(value) as Record<string, unknown>;
  return (
    Object.entries(KINDS).every(([name, kind]) => typeof fields[name] === kind) &&
    Array.isArray(fields.tensors) &&
    fields.tensors.every((tensor) => Array.isArray(Object(tensor).shape))
  );
}

/** The fields in one order, and no others. */
function fieldsOf({ tensors, ...record }: CheckpointRecord): Readonly<Record<string, unknown>> {
  const names = Object.keys(KINDS) as (keyof typeof KINDS)[];
  return {
    ...Object.fromEntries(names.map((name) => [name, record[name]])),
    tensors: tensors.map(({ name, dtype, shape, begin, end, sha256 }) => ({
      name,
      dtype,
      shape,
      begin,
      end,
      sha256,
    })),
  };
}
