import { createHash } from "node:crypto";
import { closeSync, fstatSync, readSync } from "node:fs";
import { join } from "node:path";
import { errorMessage, messageOf, TolariaError } from "../../../core/errors/mod.ts";
import { openRegularFile } from "../../../core/runtime/mod.ts";
import { corrupt, decodeHeader, headerBytes } from "../../../core/safetensors/mod.ts";
import type { CheckpointRecord, TensorRow } from "./checkpoint_record.ts";
import { pathIn } from "./file_names.ts";

/** Bytes that are read at a time. */
const CHUNK = 2 ** 22;

/** Is given the numbers of a file in their order, chunk by chunk; the chunk is filled again after that. */
export type OnBytes = (tensor: TensorRow, chunk: Uint8Array, at: number) => void;

/**
 * Reads the file of a checkpoint, and compares all of it with what was written down of it.
 *
 * @throws {TolariaError} `checkpoint/corrupt`, naming file, tensor, and the expected and the found hash.
 */
export function readVerified(
  directory: string,
  row: CheckpointRecord,
  onBytes: OnBytes = () => {},
): void {
  const path = join(directory, row.file);
  try {
    pathIn(directory, row.file);
    withFile(path, (file) => {
      const data = checkHeader(file, row);
      for (const tensor of row.tensors) checkTensor(file, data, tensor, onBytes);
    });
  } catch (cause) {
    throw new TolariaError(
      "checkpoint/corrupt",
      errorMessage(messageOf(cause), `load checkpoint ${row.id} (step ${row.step}) from "${path}"`),
      { cause },
    );
  }
}

function withFile(path: string, work: (file: number) => void): void {
  const file = openRegularFile(path);
  try {
    work(file);
  } finally {
    closeSync(file);
  }
}

/** Where the numbers begin. */
function checkHeader(file: number, { fileBytes, tensors }: CheckpointRecord): number {
  const { size } = fstatSync(file);
  if (size !== fileBytes) throw corrupt(`the file must have ${fileBytes} bytes, but has ${size}`);
  const length = headerBytes(readExactly(file, new Uint8Array(Math.min(8, size)), 0), size);
  const begin = 8 + length;
  const header = decodeHeader(readExactly(file, new Uint8Array(length), 8), size - begin);
  for (const { name, dtype, shape, begin, end } of tensors) {
    const found = header.get(name);
    const same =
      found?.dtype === dtype &&
      found.shape.join() === shape.join() &&
      found.begin === begin &&
      found.end === end;
    if (!same) throw corrupt(`the header does not describe tensor "${name}" as it was written`);
  }
  if (header.size === tensors.length) return begin;
  throw corrupt(`the header must list ${tensors.length} tensors, but lists ${header.size}`);
}

function checkTensor(file: number, data: number, tensor: TensorRow, onBytes: OnBytes): void {
  const { name, begin, end, sha256 } = tensor;
  const hash = createHash("sha256");
  const chunk = new Uint8Array(Math.min(CHUNK, end - begin));
  for (let at = begin; at < end; at += CHUNK) {
    const part = chunk.subarray(0, Math.min(CHUNK, end - at));
    readExactly(file, part, data + at);
    hash.update(part);
    onBytes(tensor, part, at - begin);
  }
  const found = hash.digest("hex");
  if (found === sha256) return;
  throw corrupt(`the hash of tensor "${name}" must be ${sha256}, but is ${found}`);
}

function readExactly(file: number, into: Uint8Array, position: number): Uint8Array {
  let filled = 0;
  while (filled < into.length) {
    const read = readSync(file, into, filled, into.length - filled, position + filled);
    if (read === 0) throw corrupt(`it must go on behind byte ${position + filled}: it ends there`);
    filled += read;
  }
  return into;
}
