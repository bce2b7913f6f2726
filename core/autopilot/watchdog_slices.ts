import { z } from "../../deps.ts";
import type { Json } from "../json.ts";
import type { Watchdog } from "../ports/watchdog.ts";
import type { StateSlice } from "../state/define_slice.ts";
import { defineSlice } from "../state/define_slice.ts";
import {
  type RecoveryMemory,
  RecoveryMemorySchema,
  type RecoveryMemoryState,
} from "./recovery_memory.ts";

/** What the watchdog remembers; a rollback takes it back. One of another kind than a checkpoint's starts afresh. */
export function watchdogSlice(watchdog: Watchdog): StateSlice {
  return defineSlice<{ readonly name: string; readonly state: Json }>({
    name: "watchdog",
    schema: z.strictObject({ name: z.string(), state: z.json() }),
    read: () => ({ name: watchdog.name, state: watchdog.state() }),
    write: ({ name, state }) => {
      if (name === watchdog.name) watchdog.restore(state);
    },
  });
}

/** What training learned by going back; a rollback does not take it back. */
export function memorySlice(memory: RecoveryMemory): StateSlice {
  return defineSlice<RecoveryMemoryState & Json>({
    name: "recovery-memory",
    schema: RecoveryMemorySchema as z.ZodType<RecoveryMemoryState & Json>,
    read: () => memory.state() as RecoveryMemoryState & Json,
    write: (data) => memory.learn(data),
  });
}
