import {
  checkUntrained,
  errorMessage,
  type Host,
  type Parameter,
  parseOptions,
  TolariaError,
} from "../../../core/mod.ts";
import { tf, z } from "../../../deps.ts";

/** How much of a network goes over to another. */
export interface PolyakOptions {
  /** Share of the first network's weights, in (0, 1]. */
  readonly tau: number;
}

const PolyakSchema = z.strictObject({ tau: z.number().gt(0).max(1) });

/**
 * Gives `to` the weights and buffers that `from` has now, by name, on the device: no number passes through JavaScript.
 * `from` may be in training; later updates of it do not reach `to`. Leaves no tensors.
 *
 * @throws {TolariaError} `host/unsupported` if a trainer has `to`, or if names or shapes differ: nothing is copied then.
 */
export function copyWeights(from: Host, to: Host): void {
  const weights = pairs(from, to, "copy weights");
  // A product, because the weights of a network in training are views that its next update may write to.
  for (const { source, target } of weights) assign(target, () => source.mul(1));
}

/**
 * Moves the weights of `to` towards those of `from`, by name, on the device, as copyWeights() does:
 *
 *     target <- tau * online + (1 - tau) * target
 *
 * Buffers, such as running means, are copied whole: they are averages already.
 *
 * @throws {TolariaError} `options/invalid` if `tau` is not in (0, 1]; `host/unsupported` if a trainer has `to`, or if
 * names or shapes differ.
 * @see Lillicrap et al. 2015, Continuous control with deep reinforcement learning, arXiv:1509.02971, algorithm 1.
 */
export function polyakUpdate(from: Host, to: Host, options: PolyakOptions): void {
  const { tau } = parseOptions("update the weights", PolyakSchema, options);
  for (const { source, target, isBuffer } of pairs(from, to, "update the weights")) {
    assign(target, () =>
      isBuffer ? source.mul(1) : source.mul(tau).add((target as tf.Tensor).mul(1 - tau)),
    );
  }
}

/** A weight of one network, and the weight of the same name of another. */
interface Pair {
  readonly source: tf.Tensor;
  readonly target: tf.Variable;
  readonly isBuffer: boolean;
}

function assign(target: tf.Variable, value: () => tf.Tensor): void {
  tf.tidy(() => target.assign(value()));
}

function pairs(from: Host, to: Host, operation: string): readonly Pair[] {
  checkUntrained(to, operation);
  const sources = weightsOf(from);
  const targets = weightsOf(to);
  const missing = [...targets.keys()].find((name) => !sources.has(name));
  const extra = [...sources.keys()].find((name) => !targets.has(name));
  if (missing !== undefined || extra !== undefined) {
    const [has, lacks] = missing === undefined ? [from, to] : [to, from];
    throw refused(
      `"${has.name}" has a weight "${missing ?? extra}", and "${lacks.name}" has none of that name`,
      operation,
    );
  }
  const buffers = new Set(to.buffers.map(({ name }) => name));
  return [...targets].map(([name, { variable: target }]) => {
    const { variable: source } = sources.get(name) as Parameter;
    if (source.shape.join() === target.shape.join()) {
      return { source, target, isBuffer: buffers.has(name) };
    }
    throw refused(
      `weight "${name}" must be [${target.shape.join(", ")}], but is [${source.shape.join(", ")}]`,
      operation,
    );
  });
}

function weightsOf({ parameters, buffers }: Host): ReadonlyMap<string, Parameter> {
  return new Map([...parameters, ...buffers].map((weight) => [weight.name, weight]));
}

function refused(reason: string, operation: string): TolariaError {
  return new TolariaError("host/unsupported", errorMessage(reason, operation));
}
