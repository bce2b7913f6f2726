import { z } from "../../deps.ts";
import type { Session } from "../engine/session.ts";
import type { Json } from "../json.ts";
import { plainSection } from "../state/plain_slice.ts";
import type { Section } from "../state/state_slice.ts";
import { type DetourState, DetourStateSchema } from "./recovery_memory.ts";

/** What the watchdog remembers, and what training has learned by going back: the one is gone back over, the other not. */
export function watchSections({ services: { watchdog }, detours }: Session): Section[] {
  return [
    plainSection<Json>({
      name: "watchdog",
      schema: z.json(),
      read: () => watchdog.state(),
      write: (data) => watchdog.restore(data),
    }),
    plainSection<DetourState & Json>({
      name: "detours",
      schema: DetourStateSchema as z.ZodType<DetourState & Json>,
      read: () => detours.state() as DetourState & Json,
      write: (data) => detours.learn(data),
    }),
  ];
}
