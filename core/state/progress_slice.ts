import { z } from "../../deps.ts";
import { defineSlice, type StateSlice } from "./define_slice.ts";
import type { Progress } from "./progress.ts";
import { count } from "./schemas.ts";

/** Defines the slice of where training stands. */
export function progressSlice(progress: Progress): StateSlice {
  return defineSlice({
    name: "progress",
    schema: z.strictObject({ step: count, epoch: count }),
    read: () => ({ ...progress }),
    write: (data) => void Object.assign(progress, data),
  });
}
