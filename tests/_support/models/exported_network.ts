import { createHash } from "node:crypto";
import { TolariaError } from "../../../core/errors/mod.ts";
import { tf } from "../../../deps.ts";
import { kerasBytes } from "../../../modules/models/formats/keras/mod.ts";
import { onnxBytes } from "../../../modules/models/formats/onnx/mod.ts";
import type { Networks } from "./chain.ts";
import { fixedInputs, setFixedWeights } from "./network_values.ts";
import { NETWORKS } from "./networks.ts";

/** Formats that Python opens. */
export type Format = "onnx" | "keras";

/** A network in the formats that can say it, and what it computes. */
export interface ExportedNetwork {
  readonly name: string;
  readonly inputs: readonly {
    readonly shape: readonly number[];
    readonly data: number[];
    readonly dtype: string;
  }[];
  /** The numbers of each output. */
  readonly outputs: readonly number[][];
  readonly files: Readonly<Partial<Record<Format, Uint8Array>>>;
}

const WRITERS: Readonly<Record<Format, (model: tf.LayersModel) => Promise<Uint8Array>>> = {
  onnx: onnxBytes,
  keras: kerasBytes,
};

/** Builds the network of that name, runs it on its fixed examples and writes it. */
export async function exportNetwork(name: string): Promise<ExportedNetwork> {
  const model = await (NETWORKS[name] as Networks[string])();
  await tf.setBackend("cpu");
  setFixedWeights(model);
  const inputs = fixedInputs(model);
  const outputs = [model.predict(inputs.length === 1 ? (inputs[0] as tf.Tensor) : inputs)].flat();
  const files: Partial<Record<Format, Uint8Array>> = {};
  for (const [format, write] of Object.entries(WRITERS) as [Format, typeof onnxBytes][]) {
    try {
      files[format] = await write(model);
    } catch (error) {
      if (!TolariaError.is(error, "model/invalid")) throw error;
    }
  }
  const values = (tensor: tf.Tensor) => ({
    shape: tensor.shape,
    data: [...tensor.dataSync()],
    dtype: tensor.dtype,
  });
  const exported = {
    name,
    inputs: inputs.map(values),
    outputs: outputs.map((one) => values(one).data),
    files,
  };
  tf.dispose([inputs, outputs]);
  model.dispose();
  return exported;
}

/** SHA-256 of a file. */
export function hashOf(bytes: Uint8Array): string {
  return createHash("sha256").update(bytes).digest("hex");
}

/** Largest difference of two lists of outputs. */
export function differenceOf(a: readonly number[][], b: readonly number[][]): number {
  const [left, right] = [a.flat(), b.flat()];
  if (left.length !== right.length) return Number.POSITIVE_INFINITY;
  return left.reduce(
    (most, value, at) => Math.max(most, Math.abs(value - (right[at] as number))),
    0,
  );
}
