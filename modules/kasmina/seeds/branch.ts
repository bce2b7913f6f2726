import { parseOptions } from "../../../core/mod.ts";
import { tf, z } from "../../../deps.ts";
import { BlueprintTier } from "../../../proto/mod.ts";
import type { Blueprint } from "./blueprint.ts";

/** Options of {@link branch}. */
export interface BranchOptions {
  /** Units or channels that the block becomes wider by. @default as many as its output has */
  readonly width?: number;
}

const BranchSchema: z.ZodType<BranchOptions> = z.strictObject({
  width: z.int().min(1).optional(),
});

/** Places that a convolution sees along each axis. */
const WINDOW = 3;

/**
 * Makes a blueprint that grows beside a block and makes it wider: y + f2(relu(f1(x))) from the block's input x to its
 * output y, with f2 zero at first, so that the block begins as it was. Dense layers for [units]; convolutions for [height,
 * width, channels], the first with the strides that lead from the places of x to those of y.
 *
 * @example
 * ```ts run
 * import { mlp } from "tolaria/hosts";
 * import { branch, seeds } from "tolaria/seeds";
 *
 * const host = mlp({ inputShape: [4], hidden: [8], classes: 2, slots: ["hidden1.beside"] });
 * const modules = [seeds({ blueprints: { wide: branch({ width: 32 }) } })];
 * ```
 */
export function branch(options: BranchOptions = {}): Blueprint {
  const { width } = parseOptions("make branch", BranchSchema, options);
  return {
    tier: BlueprintTier.BLUEPRINT_TIER_SAFE,
    beside: true,
    misfit: (shape, from = []) =>
      shape.length === 1 || stridesOf(shape, from)
        ? undefined
        : "an activation of shape [units], or [height, width, channels] of an input with places that strides divide",
    multiplyAdds: (shape, from = []) => {
      const size = shape.at(-1) as number;
      const inner = width ?? size;
      if (shape.length === 1) return inner * (product(from) + size);
      return product(shape.slice(0, 2)) * WINDOW ** 2 * inner * ((from[2] ?? 0) + size);
    },
    build: (output, shape, beside) => {
      const { input, shape: from } = beside as NonNullable<typeof beside>;
      const size = shape.at(-1) as number;
      const added = layersOf(shape, from, width ?? size).reduce(
        (value, layer) => layer.apply(value) as tf.SymbolicTensor,
        input,
      );
      return tf.layers.add().apply([output, added]) as tf.SymbolicTensor;
    },
  };
}

function layersOf(
  shape: readonly number[],
  from: readonly number[],
  width: number,
): tf.layers.Layer[] {
  const size = shape.at(-1) as number;
  const first = { name: "first", activation: "relu", kernelInitializer: "heNormal" } as const;
  const second = { name: "second", kernelInitializer: "zeros" } as const;
  if (shape.length === 1) {
    return [
      ...(from.length > 1 ? [tf.layers.flatten()] : []),
      tf.layers.dense({ ...first, units: width }),
      tf.layers.dense({ ...second, units: size }),
    ];
  }
  const strides = stridesOf(shape, from) as [number, number];
  const window = { kernelSize: WINDOW, padding: "same" } as const;
  return [
    tf.layers.conv2d({ ...first, ...window, filters: width, strides }),
    tf.layers.conv2d({ ...second, ...window, filters: size }),
  ];
}

/** Strides of a convolution from images of one shape to those of another; undefined if there are none. */
function stridesOf(
  shape: readonly number[],
  from: readonly number[],
): [number, number] | undefined {
  if (shape.length !== 3 || from.length !== 3) return undefined;
  const strides = [0, 1].map((axis) =>
    Math.ceil((from[axis] as number) / (shape[axis] as number)),
  ) as [number, number];
  const fits = strides.every(
    (stride, axis) => Math.ceil((from[axis] as number) / stride) === shape[axis],
  );
  return fits ? strides : undefined;
}

function product(extents: readonly number[]): number {
  return extents.reduce((all, extent) => all * extent, 1);
}
