import { BatchFeeder } from "../data/batch_feeder.ts";
import { messageOf } from "../errors/mod.ts";
import { evaluatePass } from "../metrics/evaluate_pass.ts";
import type { PassReport } from "../ports/reports/pass_report.ts";
import type { RunContext } from "./run_context.ts";

/**
 * Measures the network as it is now, at averaged weights if there are such, on the test examples.
 *
 * Returns `undefined` if there are none, or if the run is told to stop meanwhile. Examples that cannot be read are an
 * incident: the run itself is complete.
 */
export async function measureTest({
  session,
  pacer,
}: Pick<RunContext, "session" | "pacer">): Promise<PassReport | undefined> {
  const { events, groups, host, intents, services, settings, splits } = session;
  if (!splits.test) return undefined;
  const { objective, metrics } = services;
  const feeder = new BatchFeeder(splits.test, { batchSize: settings.validationBatchSize });
  try {
    return await groups.withAverages(() =>
      evaluatePass(
        { host, objective, metrics, feeder },
        {
          signal: intents.signal,
          stopped: () => intents.stop !== undefined,
          afterBatch: () => (pacer.due ? pacer.yield() : undefined),
        },
      ),
    );
  } catch (error) {
    events.emit("test/failed", { message: messageOf(error) });
    return undefined;
  } finally {
    feeder.dispose();
  }
}
