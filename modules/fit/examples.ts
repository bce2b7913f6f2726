import { TolariaError } from "../../core/mod.ts";
import { tf } from "../../deps.ts";
import type { MemoryColumn } from "../data/_memory/mod.ts";

/** Tensors as `model.fit` takes them: one, a list, or by the name of the input or output. */
export type FitTensors = tf.Tensor | readonly tf.Tensor[] | Readonly<Record<string, tf.Tensor>>;

/** Inputs or outputs of a model. */
export interface Ends {
  /** In messages: `x`, `y`. */
  readonly option: string;
  /** What tfjs calls them. */
  readonly names: readonly string[];
  /** Names of the columns, which are the same each time that the model is built. */
  readonly columns: readonly string[];
}

/** Returns the tensor for each end, in their order. @throws {TolariaError} `data/invalid`. */
export function tensorsFor({ option, names }: Ends, given: FitTensors): readonly tf.Tensor[] {
  const tensors = listed(option, names, given);
  tensors.forEach((tensor, index) => {
    if (tensor instanceof tf.Tensor) return;
    fail(`"${option}" must have a tensor for "${names[index]}"`);
  });
  return tensors;
}

function listed(option: string, names: readonly string[], given: FitTensors): tf.Tensor[] {
  if (given instanceof tf.Tensor) return checkCount(option, names, [given]);
  if (Array.isArray(given)) return checkCount(option, names, [...given]);
  if (typeof given !== "object" || given === null) {
    fail(`"${option}" must be a tensor, a list of tensors, or tensors by name`);
  }
  const named = given as Readonly<Record<string, tf.Tensor>>;
  return names.map(
    (name) =>
      named[name] ?? fail(`No data provided for "${name}" in "${option}": it has ${known(named)}`),
  );
}

function known(named: Readonly<Record<string, unknown>>): string {
  return Object.keys(named).join(", ") || "no tensor";
}

function checkCount(option: string, names: readonly string[], tensors: tf.Tensor[]): tf.Tensor[] {
  if (tensors.length === names.length) return tensors;
  return fail(
    `"${option}" must have ${names.length} tensors (${names.join(", ")}), but has ${tensors.length}`,
  );
}

/** Copies tensors into columns, example by example; a tensor of one axis becomes rows of one number, as in tfjs. */
export async function columnsOf(
  { option, columns }: Ends,
  tensors: readonly tf.Tensor[],
): Promise<MemoryColumn[]> {
  return Promise.all(
    tensors.map(async (tensor, index) => {
      const name = columns[index] as string;
      const { shape, dtype } = tensor;
      if (shape.length === 0) fail(`"${name}" of "${option}" must have an axis of examples`);
      if (dtype === "string" || dtype === "complex64") {
        fail(`"${name}" of "${option}" must hold numbers, but is of dtype ${dtype}`);
      }
      const values = await tensor.data<"float32" | "int32">();
      return {
        name,
        shape: shape.length === 1 ? [1] : shape.slice(1),
        dtype: dtype === "int32" ? "int32" : "float32",
        // A bool tensor has bytes of its own, which are 0 and 1.
        values: dtype === "bool" ? Float32Array.from(values) : values,
      };
    }),
  );
}

/** Fails with `data/invalid`. */
export function fail(reason: string): never {
  throw new TolariaError("data/invalid", `${reason}. Cannot fit.`);
}
