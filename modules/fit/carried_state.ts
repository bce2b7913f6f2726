import {
  type ArenaLayout,
  type OptimizerState,
  type Parameter,
  wholePower,
} from "../../core/mod.ts";
import { tf } from "../../deps.ts";
import type { MappedOptimizer } from "./compiled_optimizer.ts";

// P = numbers in the parameter group

/** What an optimizer remembers, weight by weight in the order of the model's trainable weights. */
export interface CarriedState {
  /** Updates done. */
  readonly count: number;
  readonly slots: Readonly<Record<string, readonly Float32Array[]>>;
  readonly scalars: Readonly<Record<string, number>>;
}

/** An accumulator as the optimizers of tfjs keep them, one a weight. */
interface Accumulator {
  readonly originalName: string;
  readonly variable: tf.Variable;
}

/** What tfjs declares protected. */
type Inside = Record<string, unknown> & { iterations_?: number };

/**
 * Reads what `optimizer` remembers, so that training goes on from it; undefined if it has not trained yet, or trained
 * other weights than the model has now.
 */
export async function readState(
  optimizer: tf.Optimizer,
  { fields }: MappedOptimizer,
  weights: number,
): Promise<CarriedState | undefined> {
  if (optimizer.iterations === 0) return undefined;
  const inside = optimizer as unknown as Inside;
  const slotOf = new Map(Object.entries(fields).map(([slot, field]) => [field, slot]));
  const slots: Record<string, readonly Float32Array[]> = {};
  const scalars: Record<string, number> = {};
  for (const [field, value] of Object.entries(inside)) {
    if (value instanceof tf.Variable) scalars[field] = (await value.data<"float32">())[0] as number;
    if (!isAccumulators(value)) continue;
    if (value.length !== weights) return undefined;
    slots[slotOf.get(field) ?? field] = await Promise.all(
      value.map(({ variable }) => variable.data<"float32">().then((data) => data.slice())),
    );
  }
  if (Object.keys(fields).some((slot) => !slots[slot])) return undefined;
  return { count: optimizer.iterations, slots, scalars };
}

function isAccumulators(value: unknown): value is readonly Accumulator[] {
  return Array.isArray(value) && value[0]?.variable instanceof tf.Variable;
}

/** The state as an optimizer of Tolaria has it; the caller owns the tensors. */
export function toFlat(
  { count, slots, scalars }: CarriedState,
  { segments, size }: ArenaLayout,
  order: WeightOrder,
): Pick<OptimizerState, "count" | "slots" | "scalars"> {
  const flat = Object.entries(slots).map(([slot, weights]) => {
    const values_P = new Float32Array(size);
    for (const { name, offset } of segments) {
      values_P.set(weights[order(name)] as Float32Array, offset);
    }
    return [slot, tf.tensor1d(values_P)] as const;
  });
  return { count, slots: Object.fromEntries(flat), scalars };
}

/** The state weight by weight, copied. */
export function fromFlat(
  { count, slots, scalars = {} }: OptimizerState,
  { segments }: ArenaLayout,
  order: WeightOrder,
): CarriedState {
  const carried = Object.entries(slots).map(([slot, slot_P]) => {
    const values_P = slot_P.dataSync<"float32">();
    const weights: Float32Array[] = [];
    for (const { name, offset, size } of segments) {
      weights[order(name)] = values_P.slice(offset, offset + size);
    }
    return [slot, weights] as const;
  });
  return { count, slots: Object.fromEntries(carried), scalars: { ...scalars } };
}

/** Index of a weight among the model's trainable ones, by the host's name for it. */
export type WeightOrder = (name: string) => number;

/** The places of a host's weights among `variables`. */
export function weightOrder(
  parameters: readonly Parameter[],
  variables: readonly tf.Variable[],
): WeightOrder {
  const order = new Map(
    parameters.map(({ name, variable }) => [name, variables.indexOf(variable)] as const),
  );
  return (name) => order.get(name) as number;
}

/** Whether `optimizer` has a place for all of `state`: a module of the run's may have replaced it. */
export function isOf(
  optimizer: tf.Optimizer,
  { fields }: MappedOptimizer,
  { slots }: CarriedState,
  weights: number,
): boolean {
  return Object.entries(slots).every(
    ([slot, values]) =>
      (fields[slot] ?? slot) in optimizer && Object.keys(values).length === weights,
  );
}

/** Leaves `optimizer` as if it had done the updates itself, so that `model.fit` goes on from here. */
export function writeState(
  optimizer: tf.Optimizer,
  { fields }: MappedOptimizer,
  variables: readonly tf.Variable[],
  { count, slots, scalars }: CarriedState,
): void {
  const inside = optimizer as unknown as Inside;
  inside.iterations_ = count;
  for (const [slot, weights] of Object.entries(slots)) {
    const field = fields[slot] ?? slot;
    const before = (inside[field] as Accumulator[] | undefined) ?? [];
    inside[field] = weights.map((values, index) => {
      const { name, shape } = variables[index] as tf.Variable;
      return written(before[index], `${name}/${slot}`, values, shape);
    });
    for (const { variable } of before.slice(weights.length)) variable.dispose();
  }
  for (const [field, value] of Object.entries({ ...scalars, ...powersOf(optimizer, count) })) {
    const scalar = tf.scalar(value);
    (inside[field] as tf.Variable).assign(scalar);
    scalar.dispose();
  }
}

function written(
  before: Accumulator | undefined,
  originalName: string,
  values: Float32Array,
  shape: number[],
): Accumulator {
  const tensor = tf.tensor(values, shape);
  try {
    if (!before || before.variable.size !== tensor.size) {
      before?.variable.dispose();
      return { originalName, variable: tf.variable(tensor, false) };
    }
    before.variable.assign(tensor);
    return before;
  } finally {
    tensor.dispose();
  }
}

/** What Adam of tfjs keeps for its bias correction, which Tolaria's works out from the count. */
function powersOf(optimizer: tf.Optimizer, count: number): Readonly<Record<string, number>> {
  const type: unknown = optimizer.constructor;
  if (type !== tf.AdamOptimizer) return {};
  const { beta1, beta2 } = optimizer.getConfig() as Readonly<Record<"beta1" | "beta2", number>>;
  return { accBeta1: wholePower(beta1, count + 1), accBeta2: wholePower(beta2, count + 1) };
}
