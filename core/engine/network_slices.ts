import { z } from "../../deps.ts";
import { dataSlice } from "../data/data_slice.ts";
import { groupsSlice } from "../optimizers/groups_slice.ts";
import type { OptimizerManager } from "../optimizers/optimizer_manager.ts";
import type { Parameter } from "../ports/host.ts";
import type { StateSlice } from "../state/define_slice.ts";
import { defineSlice } from "../state/define_slice.ts";
import { count } from "../state/schemas.ts";
import type { Session } from "./session.ts";

/**
 * The state of the network itself: weights, optimizer state, and where training stands in the data.
 *
 * @param grown Weights of seeds, including those that come back in the same restore.
 * @param optimizers Recreates the optimizers of a checkpoint.
 */
export function networkSlices(
  session: Session,
  grown: () => readonly Parameter[],
  optimizers: Pick<OptimizerManager, "recreate">,
): StateSlice[] {
  const { groups, host, progress, train } = session;
  return [
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
