import {
  type KasminaParts,
  type RandomStream,
  type SeedGradients,
  severalGradients,
  withSeededMathRandom,
} from "../../../core/mod.ts";
import { tf } from "../../../deps.ts";
import { detach } from "./detach.ts";
import type { Seed, SlotState, TappedActivation } from "./slot_state.ts";

// B = examples of the batch, N = those of them that a seed's own loss is measured on

/** What a batch should have come to, and how much its examples weigh. */
interface SeedTargets {
  readonly targets: readonly tf.Tensor[];
  readonly weights?: tf.Tensor | undefined;
}

/** How the local losses of seeds are measured. */
interface OwnLossRule {
  /** Share of a batch's examples, in (0, 1]. */
  readonly examples: number;
  /** Returns the factor of a seed's gradient; its loss stays unscaled. */
  readonly weigh: (slotState: SlotState) => number;
}

/** Least examples of a batch that a local loss is measured on, if there are as many. */
const LEAST_EXAMPLES = 8;

/**
 * Computes the gradients of the local losses of seeds that train beside the host.
 *
 * A seed's local loss is the host's objective when the rest of the host continues from the seed's output, on a share of
 * the batch's examples. It is differentiated in two parts, so that no gradient reaches a weight of the host: first by
 * the seed's output s, which gives p; then s . p by the seed's weights, a function of those alone.
 *
 * The rest of the host runs in inference mode: it draws no random numbers and updates no buffers.
 */
export function ownGradients(
  slots: readonly SlotState[],
  parts: Pick<KasminaParts, "host" | "objective">,
  given: SeedTargets,
  random: RandomStream,
  { examples, weigh }: OwnLossRule,
): SeedGradients {
  const gradients = new Map<tf.Variable, tf.Tensor>();
  const losses: tf.Scalar[] = [];
  for (const slotState of slots) {
    const tapped = slotState.takeActivation();
    if (!tapped) continue;
    const part = firstExamples(tapped, given, examples);
    withSeededMathRandom(random, () => {
      losses.push(ownLoss(slotState, parts, part, weigh(slotState), gradients));
    });
    tf.dispose([tapped.activation, tapped.input ?? []]);
  }
  return { gradients, losses };
}

/** An activation in a slot, [N, ...shape], and its targets. */
interface Part extends SeedTargets, TappedActivation {}

/** The first of a batch's examples: which these are is drawn with the batch. */
function firstExamples(
  { activation, input }: TappedActivation,
  { targets, weights }: SeedTargets,
  share: number,
): Part {
  const [all = 0] = activation.shape;
  const count = ownExampleCount(all, share);
  const first = <T extends tf.Tensor>(tensor: T): T =>
    count === all ? tensor : (tensor.slice(0, count) as T);
  return {
    activation: first(activation),
    ...(input && { input: first(input) }),
    targets: targets.map(first),
    weights: weights && first(weights),
  };
}

/** Puts the gradient of a seed's local loss into `gradients`. Returns that loss. */
function ownLoss(
  { slot, seed }: SlotState,
  { host, objective }: Pick<KasminaParts, "host" | "objective">,
  { activation, input, targets, weights }: Part,
  weight: number,
  gradients: Map<tf.Variable, tf.Tensor>,
): tf.Scalar {
  const { network } = seed as Seed;
  const { variables } = network;
  const kept: tf.Tensor[] = [];
  let row: readonly (tf.Tensor | null)[] = [];
  severalGradients(
    () => {
      const { computed, seen } = detach(network.apply(activation, input));
      const outputs = host.forwardFrom?.(slot, seen, false) ?? [];
      return { computed, seen, loss: objective.loss(outputs, targets, weights) };
    },
    ({ computed, seen, loss }, gradientOf) => {
      const [pull] = gradientOf(loss, [seen]);
      row = pull ? gradientOf(computed, variables, pull.mul(weight)) : [];
      kept.push(tf.keep(loss), ...row.flatMap((gradient) => (gradient ? [tf.keep(gradient)] : [])));
    },
  );
  row.forEach((gradient, at) => {
    // A handle that is not kept, so that the caller's tidy has its way with it.
    if (gradient) gradients.set(variables[at] as tf.Variable, gradient.reshape(gradient.shape));
  });
  const loss = (kept[0] as tf.Scalar).reshape<tf.Scalar>([]);
  tf.dispose(kept);
  return loss;
}

/** Returns how many examples of a batch of `all` a local loss is measured on. */
export function ownExampleCount(all: number, share: number): number {
  return Math.min(all, Math.max(LEAST_EXAMPLES, Math.ceil(share * all)));
}
