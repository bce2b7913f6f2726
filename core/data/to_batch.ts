import { tf } from "../../deps.ts";
import { TolariaError } from "../errors/mod.ts";
import type { BatchValues, Column, ColumnValues, Dataset } from "../ports/dataset.ts";
import type { Batch } from "./feeder.ts";

/**
 * Makes tensors of the values of a batch.
 *
 * @throws {TolariaError} `data/invalid` if they do not fit the columns.
 */
export function toBatch(
  dataset: Pick<Dataset, "inputs" | "targets" | "weights">,
  indices: Uint32Array,
  values: BatchValues,
): Batch {
  const weightColumns = dataset.weights ? [dataset.weights] : [];
  const weightValues = values.weights ? [values.weights] : [];
  checkValues(dataset.inputs, values.inputs, indices.length);
  checkValues(dataset.targets, values.targets, indices.length);
  checkValues(weightColumns, weightValues, indices.length);
  checkWeights(weightColumns[0], values.weights, indices);
  const inputs = toTensors(dataset.inputs, values.inputs, indices.length);
  const targets = toTensors(dataset.targets, values.targets, indices.length);
  const [weights] = toTensors(weightColumns, weightValues, indices.length);
  return {
    inputs,
    targets,
    ...(weights && { weights }),
    indices,
    size: indices.length,
    dispose: () => tf.dispose([...inputs, ...targets, ...(weights ? [weights] : [])]),
  };
}

function toTensors(
  columns: readonly Column[],
  values: readonly ColumnValues[],
  size: number,
): tf.Tensor[] {
  return columns.map(({ shape, dtype }, index) =>
    tf.tensor(values[index] as ColumnValues, [size, ...shape], dtype),
  );
}

function checkValues(
  columns: readonly Column[],
  values: readonly ColumnValues[],
  size: number,
): void {
  columns.forEach(({ name, shape, dtype }, index) => {
    const found = values[index];
    const length = shape.reduce((product, extent) => product * extent, size);
    const fits = dtype === "int32" ? found instanceof Int32Array : found instanceof Float32Array;
    if (fits && found?.length === length) return;
    throw new TolariaError(
      "data/invalid",
      `Column "${name}" must have ${length} numbers of ${dtype}, but has ${found ? `${found.length} in a ${found.constructor.name}` : "none"}. Cannot make a batch.`,
    );
  });
}

function checkWeights(
  column: Column | undefined,
  weights: Float32Array | undefined,
  indices: Uint32Array,
): void {
  if (!column || !weights) return;
  const wrong = weights.findIndex((weight) => !(weight >= 0 && weight < Number.POSITIVE_INFINITY));
  if (wrong < 0) return;
  const example = indices[Math.floor((wrong * indices.length) / weights.length)];
  throw new TolariaError(
    "data/invalid",
    `Weight "${column.name}" of example ${example} must be finite and at least 0, but is ${weights[wrong]}. Cannot make a batch.`,
  );
}
