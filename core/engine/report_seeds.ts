import { EVENT } from "../telemetry/conventions.ts";
import { seedAttributes } from "../telemetry/seed_attributes.ts";
import type { RunScope } from "./run_scope.ts";

/** Tells a run's span and incidents what happens to seeds. Returns what ends that. */
export function reportSeeds({ session, incidents, span }: RunScope): () => void {
  return session.seeds.listen({
    onTransition: (transition) => span.addEvent(EVENT.seed, seedAttributes(transition)),
    onFault: (message) => {
      const { step, epoch } = session.progress;
      incidents.add({ kind: "seed/non-finite", message, step, epoch: epoch + 1 }, span);
    },
  });
}
