import {
  errorMessage,
  type KasminaParts,
  type Parameter,
  parseState,
  type StatePart,
  type StateTensor,
  TolariaError,
  unknownName,
} from "../../../core/mod.ts";
import { tf, z } from "../../../deps.ts";
import { Blend } from "./blend.ts";
import type { Blueprint } from "./blueprint.ts";
import { buildNetwork } from "./build_seed.ts";
import type { SeedNetwork } from "./seed_network.ts";
import { recordSlot, type SeedRecord, type SlotRecord, SlotSchema } from "./slot_record.ts";
import type { Seed, SlotContents, SlotState } from "./slot_state.ts";

/** Prefix of the names of weights that no parameter group holds. */
const PREFIX = "untrained";

/** Contents that a slot will have, and the weights that no parameter group restores. */
export interface NextSlot {
  readonly slotState: SlotState;
  readonly contents: SlotContents;
  /** Whether the network was built for this restore. */
  readonly built: boolean;
  readonly weights: readonly { readonly variable: tf.Variable; readonly value: tf.Tensor }[];
}

/** Dependencies for rebuilding the networks of seeds. */
export interface SlotSource {
  readonly blueprints: Readonly<Record<string, Blueprint>>;
  readonly random: KasminaParts["random"];
}

/** Captures the slots, and the weights of their seeds that no parameter group holds. */
export function captureSlots(slots: readonly SlotState[]): Pick<StatePart, "data" | "tensors"> {
  return {
    data: slots.map(recordSlot),
    tensors: slots.flatMap((slotState) => untrained(slotState).map(heldWeight)),
  };
}

function untrained({ seed, grouped }: SlotState): readonly Parameter[] {
  return !seed || grouped || seed.network.isDisposed ? [] : seed.network.parameters;
}

function heldWeight({ name, variable }: Parameter): StateTensor {
  const { shape, size } = variable;
  const tensor = tf.keep((variable as tf.Tensor).reshape(shape));
  return { prefix: PREFIX, tensor, segments: [{ name, shape, offset: 0, size }] };
}

/**
 * Prepares the contents of each slot and rebuilds missing networks. Changes no slot.
 *
 * @throws {TolariaError} `state/invalid`.
 */
export function prepareSlots(
  slots: readonly SlotState[],
  { data, tensors }: Pick<StatePart, "data" | "tensors">,
  source: SlotSource,
): readonly NextSlot[] {
  const records = parseState("the seeds", z.array(SlotSchema), data);
  checkSlots(slots, records);
  const next: NextSlot[] = [];
  const queue = tensors.map(({ tensor }) => tensor);
  try {
    for (const [at, slotState] of slots.entries()) {
      next.push(prepareSlot(slotState, records[at] as SlotRecord, queue, source));
    }
    return next;
  } catch (error) {
    for (const { built, contents } of next) if (built) contents.seed?.network.dispose();
    throw error;
  }
}

function prepareSlot(
  slotState: SlotState,
  record: SlotRecord,
  queue: tf.Tensor[],
  source: SlotSource,
): NextSlot {
  const { slot: _, seed: saved, blend, counts, ownLoss, trial, ...payload } = record;
  const network = saved && networkOf(slotState, saved, source);
  const built = network !== null && network !== slotState.seed?.network;
  const contents: SlotContents = {
    ...payload,
    blend: Blend.at(blend),
    counts: { ...counts },
    ownLoss: { ...ownLoss },
    trial,
    seed: network ? seedOf(saved as SeedRecord, network) : undefined,
  };
  const parameters = !network || saved?.gone || payload.grouped ? [] : network.parameters;
  const weights = parameters.map(({ name, variable }) => ({
    variable,
    value: valueFor(name, variable, queue),
  }));
  return { slotState, contents, built, weights };
}

function seedOf(saved: SeedRecord, network: SeedNetwork): Seed {
  const { gone: _, stages, ...payload } = saved;
  return { ...payload, network, stages: [...stages] };
}

/** Returns the current network if it is the same seed's; rebuilds it otherwise. */
function networkOf(
  slotState: SlotState,
  { blueprint: name, generation, gone }: SeedRecord,
  { blueprints, random }: SlotSource,
): SeedNetwork {
  const current = slotState.seed;
  const same = current?.generation === generation && current.blueprint === name;
  if (same && current.network.isDisposed === gone) return current.network;
  const blueprint = Object.hasOwn(blueprints, name) ? blueprints[name] : undefined;
  if (!blueprint) {
    throw new TolariaError(
      "state/invalid",
      errorMessage(
        unknownName("blueprint", name, Object.keys(blueprints)),
        `restore the seed in "${slotState.slot.name}"`,
      ),
    );
  }
  const network = buildNetwork(slotState, generation, blueprint, random);
  if (gone) network.dispose();
  return network;
}

function valueFor(name: string, variable: tf.Variable, queue: tf.Tensor[]): tf.Tensor {
  const tensor = queue.shift();
  if (tensor?.size === variable.size) return tensor.reshape(variable.shape);
  throw new TolariaError(
    "state/invalid",
    `"${name}" must have ${variable.size} numbers, but the state has ${tensor?.size ?? "none"}. Cannot restore it.`,
  );
}

function checkSlots(slots: readonly SlotState[], records: readonly SlotRecord[]): void {
  const [expected, found] = [slots.map(({ slot }) => slot.name), records.map(({ slot }) => slot)];
  if (expected.join() === found.join()) return;
  throw new TolariaError(
    "state/invalid",
    `The slots of the host must be ${found.join(", ")}, but are ${expected.join(", ")}. Cannot restore the seeds.`,
  );
}
