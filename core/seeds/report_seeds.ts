import type { RunScope } from "../engine/run_context.ts";
import type { Session } from "../engine/session.ts";
import type { EpochReport } from "../ports/reports/run_report.ts";
import type { SeedStory } from "../ports/reports/seed_report.ts";
import { ATTRIBUTE, EVENT, METRIC } from "../telemetry/conventions.ts";
import { seedAttributes } from "./seed_attributes.ts";
import { SeedInfluences } from "./seed_influence.ts";

/** Tells a run's span and incidents what happens to seeds. Returns what ends that. */
export function reportSeeds({ session, incidents, span }: RunScope): () => void {
  return session.seeds.listen({
    onTransition: (transition) => span.addEvent(EVENT.seed, seedAttributes(transition)),
    onFault: (message) => {
      const { step, epoch } = session.progress;
      incidents.add({ kind: "seed/non-finite", message, step, epoch: epoch + 1 }, span);
    },
  });
}

/** What came to weights through each seed in the epoch that ends, for its report; begins the next. */
export function takeInfluences({ influences, services }: Session): Pick<EpochReport, "seeds"> {
  const { all } = influences.epoch;
  influences.epoch = new SeedInfluences();
  if (all.length === 0) return {};
  const { meter } = services.telemetry;
  for (const { seed, norm, share, cosine, conflicts } of all) {
    const attributes = { [ATTRIBUTE.seedId]: seed };
    if (Number.isFinite(norm)) {
      meter.createGauge(METRIC.seedNorm).record(norm, attributes);
      meter.createGauge(METRIC.seedShare).record(share, attributes);
      meter.createGauge(METRIC.seedCosine).record(cosine, attributes);
    }
    meter.createCounter(METRIC.seedConflicts).add(conflicts, attributes);
  }
  return { seeds: all };
}

/** What became of each seed, and what came to weights through it. */
export function storiesOf({ seeds, influences }: Session): readonly SeedStory[] {
  return seeds.stories.map((story) => {
    const influence = influences.run.of(story.seed, story.generation);
    return influence ? { ...story, influence } : story;
  });
}
