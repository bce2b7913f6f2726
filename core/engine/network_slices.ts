import { z } from "../../deps.ts";
import { dataSlice } from "../data/data_slice.ts";
import { TolariaError } from "../errors/mod.ts";
import type { Json } from "../json.ts";
import { groupsSlice } from "../optimizers/groups_slice.ts";
import { show } from "../options.ts";
import type { Parameter } from "../ports/host.ts";
import type { StateSlice } from "../state/define_slice.ts";
import { defineSlice, undoable } from "../state/define_slice.ts";
import { count } from "../state/schemas.ts";
import type { Session } from "./session.ts";

/**
 * The state of the network itself: weights, optimizer state, and where training stands in the data.
 *
 * @param grown Weights of seeds, including those that come back in the same restore.
 */
export function networkSlices(session: Session, grown: () => readonly Parameter[]): StateSlice[] {
  const { groups, host, optimizers, progress, train } = session;
  return [
    setupSlice(session),
    defineSlice({
      name: "progress",
      schema: z.strictObject({ step: count, epoch: count }),
      read: () => ({ ...progress }),
      write: (data) => void Object.assign(progress, data),
    }),
    groupsSlice({
      groups,
      parameter: (name) =>
        [...host.parameters, ...host.buffers, ...grown()].find((one) => one.name === name),
      optimizer: (record) => optimizers.recreate(record),
    }),
    dataSlice(train),
  ];
}

/** What must be the same, or the steps to come are others: it is compared, and not restored. */
function setupSlice({ settings, splits, host, services }: Session): StateSlice {
  const setup: Readonly<Record<string, Json>> = {
    seed: settings.seed,
    batchSize: settings.batchSize,
    accumulationSteps: settings.accumulationSteps,
    trainExamples: splits.train.size,
    host: host.name,
    objective: services.objective.name,
    aggregator: services.aggregator.name,
    policy: services.policy.name,
  };
  return {
    name: "setup",
    capture: () => ({ version: 1, data: setup, tensors: [] }),
    prepare: ({ data }) => {
      const saved = data as Readonly<Record<string, Json>>;
      const differs = Object.keys(setup).find((key) => setup[key] !== saved[key]);
      if (differs === undefined) return undoable(() => () => {});
      throw new TolariaError(
        "state/invalid",
        `"${differs}" must be ${show(saved[differs])}, as when the state was taken, but is ${show(setup[differs])}. Cannot restore the run.`,
      );
    },
  };
}
