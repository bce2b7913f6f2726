import type { Span } from "../../deps.ts";
import type { Feeder } from "../data/feeder.ts";
import { evaluatePass } from "../metrics/evaluate_pass.ts";
import { takeExamples } from "../monitoring/sample_examples.ts";
import type { PassReport } from "../ports/reports/pass_report.ts";
import { SPAN } from "../telemetry/conventions.ts";
import { startSpan } from "../telemetry/spans.ts";
import { stepHooks } from "./hooks.ts";
import type { RunContext } from "./run_context.ts";

/**
 * Measures the network on the examples of `feeder`, each counting alike, within a span of its own.
 *
 * Returns `undefined` if the run is stopped meanwhile: the pass is then repeated when the run resumes.
 */
export async function measure(
  run: RunContext,
  parent: Span,
  feeder: Feeder,
): Promise<PassReport | undefined> {
  const { emergencies, services } = run.session;
  services.profiler.enter("validation");
  const span = startSpan(services.telemetry.tracer, SPAN.validation, {}, { parent });
  return await emergencies.whileHeld(() => evaluate(run, feeder)).finally(() => span.end());
}

async function evaluate(
  { session, pacer, parts }: RunContext,
  feeder: Feeder,
): Promise<PassReport | undefined> {
  const { groups, host, intents, group, services } = session;
  const { beforeStep } = stepHooks(parts.all);
  const runHooks = () => {
    for (const hook of beforeStep) hook();
  };
  const { objective, metrics } = services;
  return await groups.withAverages(() =>
    evaluatePass(
      { host, objective, metrics, feeder, group },
      {
        signal: intents.signal,
        onOutputs: takeExamples(session.splits, session.progress, parts.reporter),
        stopped: () => intents.stop !== undefined,
        afterBatch: () => (pacer.due ? pacer.yield().then(runHooks) : runHooks()),
      },
    ),
  );
}
