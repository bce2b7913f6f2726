import type { ParameterGroups } from "../arena/parameter_groups.ts";
import type { RankGroup } from "../collective/rank_group.ts";
import type { Services } from "../container/services.ts";
import { BatchFeeder } from "../data/batch_feeder.ts";
import { messageOf } from "../errors/mod.ts";
import type { Intents } from "../events/intents.ts";
import type { RunEventEmitter } from "../events/run_event_stream.ts";
import type { DataSplits } from "../ports/dataset.ts";
import type { Host } from "../ports/host.ts";
import type { PassReport } from "../ports/reports/pass_report.ts";
import type { Pacer } from "../runtime/mod.ts";
import type { CheckedSettings } from "../settings/settings.ts";
import { evaluatePass } from "./evaluate_pass.ts";

/** What the test examples are measured with. */
export interface TestScope {
  readonly splits: DataSplits;
  readonly host: Host;
  readonly groups: ParameterGroups;
  readonly services: Pick<Services, "objective" | "metrics">;
  readonly settings: Pick<CheckedSettings, "validationBatchSize">;
  readonly group: RankGroup;
  readonly intents: Intents;
  readonly events: RunEventEmitter;
}

/**
 * Measures the network as it is now, at averaged weights if there are such, on the test examples.
 *
 * Returns `undefined` if there are none, or if the run is asked to stop meanwhile. Examples that cannot be read are an
 * incident: the run itself is complete.
 */
export async function measureTest(
  { events, groups, host, intents, group, services, settings, splits }: TestScope,
  pacer: Pacer,
): Promise<PassReport | undefined> {
  if (!splits.test) return undefined;
  const { objective, metrics } = services;
  const feeder = new BatchFeeder(splits.test, {
    batchSize: settings.validationBatchSize,
    partOf: group.part,
  });
  try {
    return await groups.withAverages(() =>
      evaluatePass(
        { host, objective, metrics, feeder, group },
        {
          signal: intents.signal,
          stopped: () => intents.stop !== undefined,
          afterBatch: () => (pacer.due ? pacer.yield() : undefined),
        },
      ),
    );
  } catch (error) {
    // The other ranks would wait for this one.
    if (group.shared) throw error;
    events.emit("test/failed", { message: messageOf(error) });
    return undefined;
  } finally {
    feeder.dispose();
  }
}
