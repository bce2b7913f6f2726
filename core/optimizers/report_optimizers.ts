import type { RunScope } from "../engine/run_context.ts";
import type { OptimizerChange } from "../ports/reports/optimizer_change.ts";
import { EVENT } from "../telemetry/conventions.ts";
import { optimizerChangeAttributes } from "./optimizer_attributes.ts";

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
