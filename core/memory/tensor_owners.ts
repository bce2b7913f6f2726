import type { tf } from "../../deps.ts";
import type { ParameterGroup } from "../arena/parameter_group.ts";
import type { ParameterGroups } from "../arena/parameter_groups.ts";
import type { Host } from "../ports/host.ts";
import type { SeedTraining } from "../ports/seed_training.ts";
import type { SnapshotStore } from "../ports/snapshot_store.ts";
import { type TensorOwner, usageOf } from "./tensor_usage.ts";

/** What holds tensors in every run. */
export interface NetworkTensors {
  readonly host: Host;
  readonly groups: ParameterGroups;
  readonly seeds: SeedTraining;
  readonly snapshots: SnapshotStore;
}

/** An owner of the tensors that `list` returns. */
export function ownerOf(name: string, list: () => Iterable<tf.Tensor | tf.Variable>): TensorOwner {
  return { name, usage: () => usageOf(list()) };
}

/** The owners of what a network holds from step to step. */
export function networkOwners({ groups, host, seeds, snapshots }: NetworkTensors): TensorOwner[] {
  return [
    ownerOf("network", () => [...host.parameters, ...host.buffers].map(({ variable }) => variable)),
    ownerOf("seeds", () => seeds.parameters.map(({ variable }) => variable)),
    ownerOf("groups", () => [...groups].flatMap(tensorsOf)),
    {
      name: "snapshots",
      usage: () => ({ tensors: snapshots.tensors, bytes: snapshots.bytes }),
    },
  ];
}

/** The group's vector, and what its optimizer remembers. */
function tensorsOf({ contents: { parameters_P, state } }: ParameterGroup): tf.Tensor[] {
  return [parameters_P, ...Object.values(state.slots), ...Object.values(state.constants)];
}
