import { tf, z } from "../../deps.ts";
import { layoutOf, share } from "../arena/layout.ts";
import type { GroupSnapshot } from "../arena/parameter_group.ts";
import { TolariaError } from "../errors/mod.ts";
import { type Json, JsonNumberSchema, numberToJson } from "../json.ts";
import type { ArenaLayout } from "../ports/optimizer.ts";
import type { SeedTraining } from "../ports/seed_training.ts";
import type { StatePart, StateTensor } from "../ports/training_state.ts";
import type { SliceRestore, StateSlice } from "../state/define_slice.ts";
import { checkVersion } from "../state/define_slice.ts";
import { parseState } from "../state/parse_state.ts";
import { type BestEpoch, type BestSoFar, disposeKept, type Kept } from "./best_epoch.ts";

/** Of the form that the data has. */
const VERSION = 1;

const KeptSchema = z.strictObject({
  groups: z.array(
    z.strictObject({
      name: z.string(),
      weights: z.array(z.strictObject({ name: z.string(), shape: z.array(z.int().min(0)) })),
      buffers: z.array(z.array(z.int().min(0))),
    }),
  ),
  composition: z.string(),
  seedWeights: z.array(z.strictObject({ name: z.string(), shape: z.array(z.int().min(0)) })),
});

const BestSchema = z.strictObject({
  epochsSince: z.int().min(0),
  best: z
    .strictObject({ epoch: z.int().min(1), value: JsonNumberSchema, kept: KeptSchema.nullable() })
    .nullable(),
});

type KeptRecord = z.infer<typeof KeptSchema>;

/** The best epoch so far, with its weights if they are to be restored. */
export function bestEpochSlice(best: BestEpoch, seeds: SeedTraining): StateSlice {
  return {
    name: "best",
    capture: () => capture(best),
    prepare: (part) => {
      checkVersion("best", part, VERSION);
      // What never left the process need not be checked again: a restore from memory is to take no time.
      const saved =
        "live" in part
          ? (part.live as z.infer<typeof BestSchema>)
          : parseState("the best epoch", BestSchema, part.data);
      return exchangingBest(best, rebuilt(saved.best, part, seeds), saved.epochsSince);
    },
  };
}

function capture({ best, epochsSince, isDurable }: BestEpoch): StatePart {
  const kept = isDurable ? best?.kept : undefined;
  const record = best && { epoch: best.epoch, value: numberToJson(best.value) };
  const data = {
    epochsSince,
    best: record ? { ...record, kept: kept ? recordOf(kept) : null } : null,
  };
  const tensors = kept ? tensorsOf(kept) : [];
  return { version: VERSION, data: data as unknown as Json, tensors, live: data };
}

function recordOf({ groups, seeds }: Kept): KeptRecord {
  return {
    groups: [...groups].map(([name, { layout, buffers }]) => ({
      name,
      weights: layout.segments.map((segment) => ({
        name: segment.name,
        shape: [...segment.shape],
      })),
      buffers: buffers.map(({ shape }) => [...shape]),
    })),
    composition: seeds.composition,
    seedWeights: [...seeds.weights].map(([name, { shape }]) => ({ name, shape: [...shape] })),
  };
}

function tensorsOf({ groups, seeds }: Kept): StateTensor[] {
  const whole = (name: string, tensor: tf.Tensor): StateTensor => ({
    prefix: "best",
    tensor: tf.keep(share(tensor)),
    segments: [{ name, shape: tensor.shape, offset: 0, size: tensor.size }],
  });
  const ofGroups = [...groups].flatMap(([group, { layout, parameters_P, buffers }]) => [
    { prefix: "best", tensor: tf.keep(share(parameters_P)), segments: layout.segments },
    ...buffers.map((tensor, at) => whole(`${group}/buffers/${at}`, tensor)),
  ]);
  return [
    ...ofGroups,
    ...[...seeds.weights].map(([name, tensor]) => whole(`frozen/${name}`, tensor)),
  ];
}

/** What `saved` and the tensors of `part` describe, with handles of its own. */
function rebuilt(
  saved: z.infer<typeof BestSchema>["best"],
  part: StatePart,
  seeds: SeedTraining,
): BestSoFar | undefined {
  if (!saved) return undefined;
  const { kept, epoch } = saved;
  const summary = { epoch, value: Number(saved.value) };
  if (!kept) return summary;
  const queue = [...part.tensors];
  const take = (shape: readonly number[]): tf.Tensor => {
    const tensor = queue.shift()?.tensor;
    if (tensor?.size === tf.util.sizeFromShape([...shape])) {
      return tf.keep(tensor.reshape([...shape]));
    }
    throw new TolariaError(
      "state/invalid",
      `A weight of shape [${shape}] is missing. Cannot restore the best epoch.`,
    );
  };
  const groups = kept.groups.map(({ name, weights, buffers }): [string, GroupSnapshot] => {
    const layout = layoutFrom(weights);
    const parameters_P = take([layout.size]) as tf.Tensor1D;
    return [name, { layout, parameters_P, buffers: buffers.map(take) }];
  });
  const weights = new Map(kept.seedWeights.map(({ name, shape }) => [name, take(shape)]));
  const frozen = seeds.snapshotOf({ composition: kept.composition, weights });
  return { ...summary, kept: { groups: new Map(groups), seeds: frozen } };
}

function layoutFrom(weights: KeptRecord["groups"][number]["weights"]): ArenaLayout {
  return layoutOf(
    weights.map(({ name, shape }) => ({
      name,
      variable: { shape, size: tf.util.sizeFromShape(shape) } as tf.Variable,
    })),
  );
}

function exchangingBest(
  best: BestEpoch,
  restored: BestSoFar | undefined,
  epochsSince: number,
): SliceRestore {
  // Weights that are no part of the state stay as long as the best epoch does.
  const stays = !restored?.kept && restored?.epoch === best.epoch;
  const next = stays ? best.best : restored;
  let before: BestSoFar | undefined;
  let beforeSince = 0;
  let committed = false;
  return {
    commit: () => {
      beforeSince = best.epochsSince;
      before = best.exchange(next, epochsSince);
      committed = true;
    },
    confirm: () => {},
    settle: () => {
      if (!stays) disposeKept(before?.kept);
    },
    abort: () => {
      if (committed) best.exchange(before, beforeSince);
      if (!stays) disposeKept(next?.kept);
    },
  };
}
