import type { OptimizerChange } from "../optimizers/optimizer_change.ts";
import { EVENT } from "../telemetry/conventions.ts";
import { optimizerChangeAttributes } from "../telemetry/optimizer_attributes.ts";
import type { RunScope } from "./run_scope.ts";

/** Tells a run's span and incidents what happens to optimizers, since the run before it too. Returns what ends that. */
export function reportOptimizers({ session, incidents, span }: RunScope): () => void {
  const tell = (change: OptimizerChange) => {
    span.addEvent(EVENT.optimizerRebuild, optimizerChangeAttributes(change));
  };
  for (const change of session.optimizers.log.unreported) tell(change);
  return session.optimizers.log.listen({
    onChange: tell,
    onStorm: ({ message }) => {
      const { step, epoch } = session.progress;
      incidents.add({ kind: "optimizer/storm", message, step, epoch: epoch + 1 }, span);
    },
  });
}
