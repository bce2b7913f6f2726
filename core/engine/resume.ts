import { remembers } from "../boundary/controller_slice.ts";
import { HOST_GROUP } from "../learning_rates/authority.ts";
import { describePolicy } from "../learning_rates/policy_record.ts";
import { epochMetrics } from "../metrics/epoch_metrics.ts";
import type { TrainingMoment } from "../ports/learning_rate_policy.ts";
import type { JobRecord } from "../recovery/job_record.ts";
import type { ResumeOptions } from "../settings/settings.ts";
import type { RunTarget } from "../state/progress.ts";
import { providerAttribute } from "../telemetry/conventions.ts";
import type { RunContext } from "./run_context.ts";
import { stepsAhead, stepsLeft, stepsPerEpoch } from "./step_counts.ts";

/** Takes the run to where its checkpoint was taken, and says in what its job differs from the one that wrote it. */
export async function resumeRun(run: RunContext, choice: ResumeOptions): Promise<void> {
  const { session, parts, options, history, target } = run;
  const { events, groups, progress, services } = session;
  const state = await parts.recovery.resume(choice, (writer) => {
    const epochs = options.epochs - (progress.epoch - history.firstEpoch);
    target.firstStep = history.firstStep;
    target.totalSteps = options.driven
      ? history.firstStep + stepsAhead(session, options)
      : progress.step + stepsLeft(session, epochs);
    return scheduleDifferences(run, writer);
  });
  const { tamiyo } = services;
  if (tamiyo.present && !remembers(state.parts.get("tamiyo"))) {
    const message = `controller ${tamiyo.name} has no memory of the run before step ${state.step}: it exports no state`;
    events.emit("controller/memory-lost", { message });
  }
  if (session.splits.train.sequence) {
    const skipped = session.train.position * session.settings.batchSize;
    const message = `${services.data.name} has no index: ${skipped} examples of epoch ${progress.epoch + 1} are skipped, which is exact only if the source repeats itself`;
    events.emit("data/skipped", { message });
  }
  // A run may have changed its optimizer before the checkpoint: the report names what trains.
  const { name: optimizer } = groups.get(HOST_GROUP).optimizer;
  run.span.setAttribute(providerAttribute("optimizer"), optimizer);
  run.plan = { ...run.plan, providers: { ...run.plan.providers, optimizer } };
}

/** What becomes of a schedule that was made for a run of another length. */
function scheduleDifferences(run: RunContext, writer: JobRecord): readonly string[] {
  const { session, target } = run;
  const { policy } = session.services;
  const described = describePolicy(policy);
  const [before, after] = [writer, target].map((one) => one.totalSteps - one.firstStep);
  // Other options say it by themselves; at the end there is no next rate.
  const same = JSON.stringify(described) === JSON.stringify(writer.policy);
  if (before === after || !same || session.progress.step >= target.totalSteps) return [];
  const [was, is] = [rateUnder(run, writer), rateUnder(run, target)];
  if (is === undefined || was === is) return [];
  const instead = was === undefined ? "which the shorter one has no rate for" : `not ${short(was)}`;
  return [
    `schedule ${described.name} is over ${after} steps, not ${before}: the next rate is ${short(is)}, ${instead}`,
  ];
}

/** The rate of the next step in a run of this extent; `undefined` if the policy has none. */
function rateUnder({ session, history }: RunContext, target: RunTarget): number | undefined {
  const { policy } = session.services;
  const last = history.epochs.at(-1);
  const moment: TrainingMoment = {
    ...session.progress,
    firstStep: target.firstStep,
    totalSteps: target.totalSteps,
    stepsPerEpoch: stepsPerEpoch(session),
    metrics: last ? epochMetrics(last.train, last.validation) : {},
  };
  try {
    return (policy.forGroup?.(HOST_GROUP) ?? policy).rate(moment);
  } catch {
    return undefined;
  }
}

function short(rate: number): string {
  return String(Number(rate.toPrecision(4)));
}
