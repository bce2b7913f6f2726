import {
  type KasminaParts,
  type PreparedCommand,
  refused,
  type SampleBatch,
  type SeedMultiplyAdds,
} from "../../../core/mod.ts";
import { tf } from "../../../deps.ts";
import { SeedLifecycleStage } from "../../../proto/mod.ts";
import { buildSeed } from "./build_seed.ts";
import type { OperationScope } from "./operations.ts";
import type { SeedNetwork } from "./seed_network.ts";
import type { SeedRequest } from "./seed_request.ts";
import type { SlotState } from "./slot_state.ts";

/** Examples that a seed is measured on. */
const EXAMPLES = 256;

/** Multiply-adds of an example in the blocks of a host, all and behind a slot. */
interface HostCost {
  readonly forward: number;
  readonly through: number;
}

/**
 * Measures what an empty slot promises for a blueprint: builds the seed that would be sown, and takes the squared norm of
 * the loss's gradient in its weights. Of a seed that begins as the identity, with a zero last layer, that is the gradient
 * of that layer. Nothing is left of the seed.
 *
 * @throws {TolariaError} `command/refused` if the blueprint does not fit, or there are no examples to measure it on.
 */
export function measurePromise(
  { slotState, command }: SeedRequest,
  { parts, options }: OperationScope,
  onMeasured: (cost: SeedMultiplyAdds) => void,
): PreparedCommand | Promise<PreparedCommand> {
  const batches = parts.examples?.(EXAMPLES);
  if (!batches) {
    throw refused(
      command.commandId,
      "a seed is measured on examples that can be reached by their index: these come in an order of their own",
    );
  }
  const prepare = (ready: readonly SampleBatch[]): PreparedCommand => {
    try {
      const { network, blueprint } = buildSeed(
        slotState,
        command,
        options.blueprints,
        parts.random,
      );
      try {
        const value = squaredGradient(slotState, network, parts, ready);
        const cost = costOf(slotState, network, parts, ready);
        return {
          commit: () => {
            slotState.promises = { ...slotState.promises, [blueprint]: value };
            onMeasured(cost);
          },
          abort: () => {},
        };
      } finally {
        network.dispose();
      }
    } finally {
      for (const batch of ready) batch.dispose();
    }
  };
  return batches instanceof Promise ? batches.then(prepare) : prepare(batches);
}

/** Squared norm of the gradient of the mean loss in a seed's weights, if it were in the slot at its full share. */
function squaredGradient(
  { slot }: SlotState,
  network: SeedNetwork,
  { host, objective }: Pick<KasminaParts, "host" | "objective">,
  batches: readonly SampleBatch[],
): number {
  const { variables } = network;
  if (variables.length === 0) return 0;
  const total = batches.reduce((sum, { size }) => sum + size, 0);
  slot.graft = (activation, _training, input) => network.apply(activation, input);
  try {
    return tf.tidy(() => {
      const gradients = batches.map(({ inputs, targets, weights, size }) => {
        const loss = () => objective.loss(host.forward(inputs, false), targets, weights);
        const { grads } = tf.variableGrads(loss, variables);
        return variables.map(({ name }) => (grads[name] as tf.Tensor).mul(size / total));
      });
      const squares = variables.map((_, at) =>
        tf
          .addN(gradients.map((row) => row[at] as tf.Tensor))
          .square()
          .sum(),
      );
      return tf.addN(squares).dataSync()[0] as number;
    });
  } finally {
    slot.graft = undefined;
  }
}

/** What measuring it computed: the host forward, the blocks behind the slot backward, and the seed. */
function costOf(
  { slot, generations }: SlotState,
  network: SeedNetwork,
  { host }: Pick<KasminaParts, "host">,
  batches: readonly SampleBatch[],
): SeedMultiplyAdds {
  const blocks = host.multiplyAdds?.() ?? [];
  const sum = (of: (block: HostCost) => number, from: number) =>
    blocks.slice(from).reduce((total, block) => total + of(block), 0);
  const examples = batches.reduce((total, { size }) => total + size, 0);
  const { forward, backward } = network.multiplyAddsAlone;
  const known = blocks.length > 0 ? examples : 0;
  return {
    name: slot.name,
    generation: generations + 1,
    stage: SeedLifecycleStage[SeedLifecycleStage.SEED_STAGE_DORMANT] as string,
    forward: known * (sum((block) => block.forward, 0) + forward),
    backward: known * (sum((block) => block.through, slot.depth) + backward),
    validation: 0,
  };
}
