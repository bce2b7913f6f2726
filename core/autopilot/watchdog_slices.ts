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

/** What the watchdog remembers; a rollback takes it back. */
export function watchdogSlice(watchdog: Watchdog): StateSlice {
  return defineSlice<Json>({
    name: "watchdog",
    schema: z.json(),
    read: () => watchdog.state(),
    write: (data) => watchdog.restore(data),
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
