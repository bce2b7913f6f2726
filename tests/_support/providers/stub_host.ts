import type { Column, Host } from "../../../core/mod.ts";

/** A host of which only the outputs matter: their shapes, without the batch axis, and activations. */
export function hostOfOutputs(
  shapes: readonly (readonly (number | null)[])[],
  activations: readonly (string | undefined)[] = shapes.map(() => undefined),
): Host {
  return {
    name: "stub",
    inputShapes: [[1]],
    outputShapes: shapes,
    outputActivations: activations,
    parameters: [],
    buffers: [],
    forward: (inputs) => inputs,
    penalty: () => undefined,
    dispose: () => {},
  };
}

/** A target column of floats. */
export function floats(shape: readonly number[], name = "target"): Column {
  return { name, shape, dtype: "float32" };
}

/** A target column of class numbers. */
export function labels(classes?: number): Column {
  return { name: "label", shape: [], dtype: "int32", ...(classes !== undefined && { classes }) };
}
