import { tf } from "../../deps.ts";
import type { Batch } from "../data/batch_feeder.ts";
import { evaluateBatch, metricSpecs } from "../metrics/objective_metrics.ts";
import { PassMetrics } from "../metrics/pass_metrics.ts";
import type { PassReport } from "../ports/reports/pass_report.ts";
import type { RunScope } from "./run_context.ts";
import type { Session } from "./session.ts";

/**
 * Measures the network on the validation examples, each counting alike; undefined without any, and where an emergency
 * freezes the run meanwhile.
 */
export async function validate({
  session,
  pacer,
  control,
}: Pick<RunScope, "session" | "pacer" | "control">): Promise<PassReport | undefined> {
  const { emergencies, services, validation } = session;
  if (!validation) return undefined;
  const begin = validation.cursor();
  const metrics = new PassMetrics(metricSpecs(services.objective));
  for (;;) {
    const upcoming = validation.next();
    const batch = upcoming instanceof Promise ? await upcoming : upcoming;
    if (!batch) return metrics.report();
    metrics.add(evaluate(session, batch), batch.size);
    batch.dispose();
    if (pacer.due) await pacer.yield();
    control.look();
    if (!emergencies.frozen) continue;
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
