import { TolariaError } from "../errors/mod.ts";
import type { Column } from "../ports/dataset.ts";
import type { Host } from "../ports/host.ts";

/** Fails if the input columns do not fit the network's inputs. */
export function checkInputs(host: Host, columns: readonly Column[]): void {
  const { inputShapes, name } = host;
  if (columns.length !== inputShapes.length) {
    throw new TolariaError(
      "host/unsupported",
      `The number of input columns must be ${inputShapes.length}, but is ${columns.length}. Cannot train "${name}".`,
    );
  }
  columns.forEach((column, index) => {
    const expected = inputShapes[index] as readonly (number | null)[];
    if (shapesAgree(expected, column.shape)) return;
    throw new TolariaError(
      "host/unsupported",
      `The shape of column "${column.name}" must be ${shapeText(expected)}, without the batch axis, but is ${shapeText(column.shape)}. Cannot train "${name}".`,
    );
  });
}

/** Whether `shape` is one that `pattern` allows; null in the pattern stands for any size. */
export function shapesAgree(
  pattern: readonly (number | null)[],
  shape: readonly (number | null)[],
): boolean {
  return (
    pattern.length === shape.length &&
    pattern.every((size, axis) => size === null || size === shape[axis])
  );
}

/** A shape as it reads in a message: `[28, 28, 1]`, with `?` for any size. */
export function shapeText(shape: readonly (number | null)[]): string {
  return `[${shape.map((size) => size ?? "?").join(", ")}]`;
}
