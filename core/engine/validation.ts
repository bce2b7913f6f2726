import { tf } from "../../deps.ts";
import type { Batch } from "../data/batch_feeder.ts";
import { evaluateBatch, metricSpecs } from "../metrics/objective_metrics.ts";
import { PassMetrics } from "../metrics/pass_metrics.ts";
import type { PassReport } from "../ports/reports/pass_report.ts";
import { stepHooks } from "./hooks.ts";
import type { RunContext } from "./run_context.ts";
import type { Session } from "./session.ts";

/**
 * Measures the network on the validation examples, each counting alike.
 *
 * Returns `undefined` if there is no validation set, or if the run is told to stop meanwhile: the pass is then taken
 * again by whoever goes on.
 */
export async function validate({
  session,
  pacer,
  parts,
}: Pick<RunContext, "session" | "pacer" | "parts">): Promise<PassReport | undefined> {
  const { intents, services, validation } = session;
  if (!validation) return undefined;
  const { beforeStep } = stepHooks(parts.all);
  const begin = validation.cursor();
  const metrics = new PassMetrics(metricSpecs(services.objective));
  for (;;) {
    const upcoming = validation.next(intents.signal);
    const batch = upcoming instanceof Promise ? await upcoming : upcoming;
    if (!batch && !intents.stop) return metrics.report();
    if (batch) {
      metrics.add(evaluate(session, batch), batch.size);
      batch.dispose();
      if (pacer.due) await pacer.yield();
      for (const hook of beforeStep) hook();
      if (!intents.stop) continue;
    }
    validation.seek(begin);
    return undefined;
  }
}

function evaluate(session: Session, batch: Batch): Float32Array {
  const { host, services } = session;
  const scalars = tf.tidy(() =>
    evaluateBatch(host, services.objective, host.forward(batch.inputs, false), batch.targets),
  );
  const metrics = scalars.dataSync<"float32">();
  scalars.dispose();
  return metrics;
}
