import type { OptimizerChange } from "../optimizers/optimizer_change.ts";
import { EVENT } from "../telemetry/conventions.ts";
import { optimizerChangeAttributes } from "../telemetry/optimizer_attributes.ts";
import type { RunScope } from "./run_scope.ts";

/** Tells a run's span what happens to optimizers, since the run before it too. Returns what ends that. */
export function reportOptimizers({ session, span }: RunScope): () => void {
  const tell = (change: OptimizerChange) => {
    span.addEvent(EVENT.optimizerRebuild, optimizerChangeAttributes(change));
  };
  for (const change of session.optimizers.unreported) tell(change);
  return session.optimizers.listen(tell);
}
