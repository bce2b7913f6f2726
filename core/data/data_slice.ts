import { z } from "../../deps.ts";
import { plainSlice } from "../state/plain_slice.ts";
import { count, randomState } from "../state/schemas.ts";
import type { StateSlice } from "../state/state_slice.ts";
import type { BatchFeeder } from "./batch_feeder.ts";

/** Which batch of the training data is next. */
export function dataSlice(train: BatchFeeder): StateSlice {
  return plainSlice({
    name: "data",
    schema: z.strictObject({ order: randomState.nullable(), batch: count }),
    read: () => {
      const { order, batch } = train.cursor();
      return { order: order ?? null, batch };
    },
    write: ({ order, batch }) => train.seek({ order: order ?? undefined, batch }),
  });
}
