import type { RunReport } from "../core/mod.ts";
import { adamw, createTrainer, mlp, silent, warmupCosine, wasm } from "../modules/mod.ts";
import { type Bench, type BenchOptions, quantile, rounded } from "./_harness.ts";
import { corruptedDigits } from "./_spikes/corrupted_data.ts";
import { FaultyCommand, SCENARIOS, type Scenario } from "./_spikes/scenarios.ts";

const RUNS = 20;
const EPOCHS = 6;
/** A run counts as recovered where it ends at a loss of at most this many times that of the clean run. */
const RECOVERED_RATIO = 1.05;

/** What came of a spoiled run. */
interface Outcome {
  readonly scenario: string;
  readonly seed: number;
  /** Batch or step at which the harm begins. */
  readonly at: number;
  readonly ratio: number;
  readonly gaveUp: boolean;
  readonly incidents: number;
  readonly rollbacks: number;
  readonly quarantined: number;
}

/** Trains on digits with loss spikes and NaN batches among them, each beside a clean run of the same seed. */
export const spikes: Bench = {
  name: "spikes",
  summary: `${RUNS} runs with loss spikes and NaN batches, each against the clean run of its seed`,
  run: async ({ extra }: BenchOptions) => {
    const runs = Number(extra.runs ?? RUNS);
    const outcomes: Outcome[] = [];
    for (let index = 0; index < runs; index++)
      outcomes.push(await spoil(index, Number(extra.lag ?? 0)));
    const recovered = ({ ratio, gaveUp, incidents }: Outcome) =>
      !gaveUp && incidents > 0 && ratio <= RECOVERED_RATIO;
    return {
      runs,
      recovered: outcomes.filter(recovered).length,
      given_up: outcomes.filter(({ gaveUp }) => gaveUp).length,
      final_loss_ratio_p95: rounded(
        quantile(
          outcomes.map(({ ratio }) => ratio),
          0.95,
        ),
        5,
      ),
      ...(extra.each === "true" && { each: outcomes }),
    };
  },
};

const CLEAN: Scenario = { name: "clean" };

/** @param lag Steps whose numbers are read together; 0 to read each at once. */
async function spoil(index: number, lag: number): Promise<Outcome> {
  const scenario = SCENARIOS[index % SCENARIOS.length] as Scenario;
  const seed = Math.floor(index / SCENARIOS.length);
  // Early and late, and never in the same step.
  const at = 150 + ((index * 137) % 450);
  const [clean, hurt] = [await train(CLEAN, seed, at, lag), await train(scenario, seed, at, lag)];
  const { alarms } = hurt;
  return {
    scenario: scenario.name,
    seed,
    at,
    ratio: finalLoss(hurt) / finalLoss(clean),
    gaveUp: hurt.endReason !== "completed",
    incidents: hurt.incidents.length,
    rollbacks: alarms.filter(({ action }) => action === "went-back").length,
    quarantined: alarms.reduce((sum, { quarantined }) => sum + quarantined, 0),
  };
}

/** Of the validation: that is what a user has of it. */
function finalLoss({ epochs }: RunReport): number {
  return epochs.at(-1)?.validation?.loss ?? Number.POSITIVE_INFINITY;
}

async function train(
  scenario: Scenario,
  seed: number,
  at: number,
  lag: number,
): Promise<RunReport> {
  const backend = () => wasm({ threads: 1 });
  // Loaded where it is wanted: with it come all conformance suites.
  const { lateBackend } = lag > 0 ? await import("../testing/mod.ts") : {};
  const command = new FaultyCommand(scenario, at);
  await using trainer = createTrainer({
    host: mlp({ inputShape: [28, 28, 1], hidden: [64], classes: 10 }),
    data: corruptedDigits(scenario.spoiled?.(at)),
    modules: [
      lateBackend ? lateBackend(backend, lag) : backend(),
      adamw(),
      warmupCosine({ peak: 3e-3, warmupSteps: 50 }),
      silent(),
      command.module,
    ],
    seed,
  });
  await command.arm(trainer);
  return await trainer.run({ epochs: EPOCHS });
}
