import type { tf } from "../../deps.ts";
import type { ParameterGroup } from "../arena/parameter_group.ts";
import type { Session } from "../engine/session.ts";
import type { BestEpoch } from "../metrics/best_epoch.ts";
import type { RunRecovery } from "../recovery/run_recovery.ts";
import { holdingOf, type TensorOwner } from "./tensor_usage.ts";

/** Everyone in a run who holds tensors from step to step. */
export function tensorOwners(
  session: Session,
  best: BestEpoch,
  recovery: Pick<RunRecovery, "holding">,
): readonly TensorOwner[] {
  const { groups, host, seeds, services } = session;
  const { snapshots } = services;
  const owner = (name: string, tensors: () => Iterable<tf.Tensor | tf.Variable>): TensorOwner => ({
    name,
    holding: () => holdingOf(tensors()),
  });
  return [
    owner("network", () => [...host.parameters, ...host.buffers].map(({ variable }) => variable)),
    owner("seeds", () => seeds.parameters.map(({ variable }) => variable)),
    owner("groups", () => [...groups].flatMap(tensorsOf)),
    owner("best epoch", () => best.tensors),
    {
      name: "snapshots",
      holding: () => ({ tensors: snapshots.tensors, bytes: snapshots.bytes }),
    },
    { name: "checkpoints", holding: () => recovery.holding() },
  ];
}

/** The group's vector, and what its optimizer remembers. */
function tensorsOf({ contents: { parameters_P, state } }: ParameterGroup): tf.Tensor[] {
  return [parameters_P, ...Object.values(state.slots), ...Object.values(state.constants)];
}
