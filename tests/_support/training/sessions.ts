import { composeContainer } from "../../../core/container/compose.ts";
import { resolveServices } from "../../../core/container/services.ts";
import { disposeParts } from "../../../core/engine/hooks.ts";
import { makeParts, type RunParts } from "../../../core/engine/parts.ts";
import { closeSession, openSession, type Session } from "../../../core/engine/session.ts";
import { takeStep } from "../../../core/engine/step.ts";
import { stepsPerEpoch } from "../../../core/engine/step_counts.ts";
import { BestEpoch } from "../../../core/metrics/best_epoch.ts";
import { monitoredMetrics } from "../../../core/metrics/objective_metrics.ts";
import { OPTIMIZER, type StateParticipant } from "../../../core/mod.ts";
import { parseOptions } from "../../../core/options.ts";
import { SettingsSchema, type TrainerSettings } from "../../../core/settings/settings.ts";
import type { RunTarget } from "../../../core/state/progress.ts";
import type { RunHistory } from "../../../core/state/run_history.ts";
import type { ContainerModule, Span } from "../../../deps.ts";
import { CATALOGUE, type Modules } from "../../../modules/mod.ts";

/** A session outside of any run, and what a run would go back to in it. */
export interface SessionStage {
  readonly session: Session;
  readonly best: BestEpoch;
  readonly history: RunHistory;
  readonly participants: readonly StateParticipant[];
  /** Does some updates, and goes over to the next epoch where one ends. */
  train(steps: number): Promise<void>;
  close(): Promise<void>;
}

/** Opens a session of what `modules` compose. */
export async function sessionOf(
  modules: readonly Modules[],
  settings: TrainerSettings = {},
): Promise<SessionStage> {
  const flat = modules.flat(9) as ContainerModule[];
  const container = composeContainer({ modules: flat }, CATALOGUE);
  const checked = parseOptions("test", SettingsSchema, settings);
  const kinds = CATALOGUE.find(({ token }) => token === OPTIMIZER)?.providers ?? {};
  const session = await openSession(await resolveServices(container), checked, kinds);
  const options = { epochs: 9, restoreBest: true };
  const best = new BestEpoch(options, monitoredMetrics(session.services.objective, [], false));
  const history: RunHistory = { firstEpoch: 0, firstStep: 0, epochs: [], lineage: ["run"] };
  const span = session.services.telemetry.tracer.startSpan("test");
  const target = {
    firstStep: 0,
    totalSteps: 100 * stepsPerEpoch(session) * session.settings.accumulationSteps,
  };
  const parts = makeParts({ session, runId: "run", options, best, history, target, span });
  return {
    session,
    best,
    history,
    participants: parts.participants,
    train: async (steps) => {
      for (let step = 0; step < steps; step++) await trainStep(session, parts, target, span);
    },
    close: async () => {
      parts.signals.finish();
      disposeParts(parts.all);
      best.dispose();
      await closeSession(session);
      await container.unbindAllAsync();
    },
  };
}

async function trainStep(
  session: Session,
  parts: RunParts,
  target: RunTarget,
  span: Span,
): Promise<void> {
  const { train, progress, accumulator } = session;
  let batch = await train.next();
  if (!batch) {
    progress.epoch += 1;
    accumulator.reset();
    batch = await train.next();
  }
  if (!batch) throw new Error("an epoch has no batch");
  accumulator.add(takeStep({ session, parts, target }, [batch], span), 1);
}
