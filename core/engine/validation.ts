import { tf } from "../../deps.ts";
import type { Batch } from "../data/batch_feeder.ts";
import type { PassReport } from "../report.ts";
import type { Pacer } from "./pacer.ts";
import { PassMeans } from "./pass_means.ts";
import type { Session } from "./session.ts";

/** Measures the network on the validation examples, each counting alike; undefined without any. */
export async function validate(session: Session, pacer: Pacer): Promise<PassReport | undefined> {
  const { services, validation } = session;
  if (!validation) return undefined;
  const means = new PassMeans(services.objective.measures);
  for (;;) {
    const upcoming = validation.next();
    const batch = upcoming instanceof Promise ? await upcoming : upcoming;
    if (!batch) return means.report();
    means.add(measure(session, batch), batch.size);
    batch.dispose();
    if (pacer.due) await pacer.yield();
  }
}

function measure(session: Session, batch: Batch): Float32Array {
  const { host, services } = session;
  const scalars = tf.tidy(() => {
    const outputs = host.forward(batch.inputs, false);
    const loss = services.objective.loss(outputs, batch.targets);
    const penalty = host.penalty();
    const measures = services.objective.metrics(outputs, batch.targets);
    return tf.stack([penalty ? loss.add(penalty) : loss, ...measures]);
  });
  const means = scalars.dataSync<"float32">();
  scalars.dispose();
  return means;
}
