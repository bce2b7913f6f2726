import { evaluatePass } from "../metrics/evaluate_pass.ts";
import type { PassReport } from "../ports/reports/pass_report.ts";
import { stepHooks } from "./hooks.ts";
import type { RunContext } from "./run_context.ts";

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
  const { groups, host, intents, services, validation } = session;
  if (!validation) return undefined;
  const { beforeStep } = stepHooks(parts.all);
  const runHooks = () => {
    for (const hook of beforeStep) hook();
  };
  const { objective, metrics } = services;
  return await groups.withAverages(() =>
    evaluatePass(
      { host, objective, metrics, feeder: validation },
      {
        signal: intents.signal,
        stopped: () => intents.stop !== undefined,
        afterBatch: () => (pacer.due ? pacer.yield().then(runHooks) : runHooks()),
      },
    ),
  );
}
