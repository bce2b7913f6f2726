import {
  type Broadcast,
  COLLECTIVE,
  type Collective,
  type CollectiveOutcome,
  type Membership,
} from "../../../core/mod.ts";
import { ContainerModule } from "../../../deps.ts";

const DONE: CollectiveOutcome = { kind: "done" };

/** Rank 0 of 1: every sum is what it was. */
const ALONE: Collective = {
  name: "none",
  size: 1,
  ranks: [0],
  incarnation: 0,
  canShrink: false,
  start: async () => {},
  sum: () => DONE,
  broadcast: (bytes: Uint8Array = new Uint8Array()): Broadcast => ({ outcome: DONE, bytes }),
  agree: () => DONE,
  report: () => {},
  shrink: async (): Promise<Membership> => ({ size: 1, ranks: [0], incarnation: 0, lost: [] }),
  dispose: async () => {},
};

/** Trains in one process, which costs nothing. */
export function noCollective(): ContainerModule {
  return new ContainerModule(({ bind }) => {
    bind(COLLECTIVE).toConstantValue(ALONE);
  });
}
