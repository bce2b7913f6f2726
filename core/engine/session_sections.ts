import { z } from "../../deps.ts";
import { TolariaError } from "../errors/mod.ts";
import type { Json } from "../json.ts";
import type { AuthorityState } from "../learning_rates/authority_state.ts";
import { TallySchema } from "../metrics/epoch_accumulator.ts";
import { show } from "../options.ts";
import type { Parameter } from "../ports/host.ts";
import { SeedInfluencesSchema } from "../seeds/seed_influence.ts";
import { groupsSection } from "../state/groups_slice.ts";
import { exchanging, plainSection } from "../state/plain_slice.ts";
import type { Section } from "../state/state_slice.ts";
import type { Session } from "./session.ts";

const count = z.int().min(0);

/** State of a random stream: four whole numbers of 32 bits. */
const stream: z.ZodType<readonly number[]> = z.array(z.int()).length(4);

/**
 * What a session owns of the state, in the order in which it is restored.
 *
 * @param grown Weights of seeds, those included that come back in the same restore.
 */
export function sessionSections(session: Session, grown: () => readonly Parameter[]): Section[] {
  return [
    setupSection(session),
    progressSection(session),
    weightsSection(session, grown),
    optimizersSection(session),
    ratesSection(session),
    dataSection(session),
    randomSection(session),
    aggregatorSection(session),
    epochSection(session),
    influencesSection(session),
  ];
}

/** What must be the same, or the steps to come are others: it is compared, and not restored. */
function setupSection({ settings, splits, host, services }: Session): Section {
  const setup: Readonly<Record<string, Json>> = {
    seed: settings.seed,
    batchSize: settings.batchSize,
    accumulationSteps: settings.accumulationSteps,
    trainExamples: splits.train.size,
    host: host.name,
    objective: services.objective.name,
    aggregator: services.aggregator.name,
    policy: services.policy.name,
  };
  return {
    name: "setup",
    capture: () => ({ version: 1, data: setup, tensors: [] }),
    prepare: ({ data }) => {
      const saved = data as Readonly<Record<string, Json>>;
      const differs = Object.keys(setup).find((key) => setup[key] !== saved[key]);
      if (differs === undefined) return exchanging(() => () => {});
      throw new TolariaError(
        "state/invalid",
        `"${differs}" must be ${show(saved[differs])}, as when the state was taken, but is ${show(setup[differs])}. Cannot restore the run.`,
      );
    },
  };
}

function progressSection({ progress }: Session): Section {
  return plainSection({
    name: "progress",
    schema: z.strictObject({ step: count, epoch: count }),
    read: () => ({ ...progress }),
    write: (data) => void Object.assign(progress, data),
  });
}

function weightsSection(session: Session, grown: () => readonly Parameter[]): Section {
  const { groups, host, optimizers } = session;
  return groupsSection({
    groups,
    parameter: (name) =>
      [...host.parameters, ...host.buffers, ...grown()].find((one) => one.name === name),
    optimizer: (record) => optimizers.recreate(record),
  });
}

function optimizersSection({ optimizers }: Session): Section {
  return plainSection({
    name: "optimizers",
    schema: z.strictObject({
      overrides: z.record(z.string(), z.record(z.string(), z.json())),
      changes: z.array(count),
    }) as z.ZodType<ReturnType<typeof optimizers.state>>,
    read: () => optimizers.state(),
    write: (data) => optimizers.restore(data),
  });
}

function ratesSection({ rates }: Session): Section {
  return plainSection<Json>({
    name: "learning-rates",
    schema: z.json(),
    read: () => rates.state() as unknown as Json,
    write: (data) => rates.restore(data as unknown as AuthorityState),
  });
}

function dataSection({ train }: Session): Section {
  return plainSection({
    name: "data",
    schema: z.strictObject({ order: stream.nullable(), batch: count }),
    read: () => {
      const { order, batch } = train.cursor();
      return { order: order ?? null, batch };
    },
    write: ({ order, batch }) => train.seek({ order: order ?? undefined, batch }),
  });
}

function randomSection({ streams }: Session): Section {
  return plainSection({
    name: "random",
    schema: z.strictObject({ dropout: stream, aggregator: stream }),
    read: () => ({ dropout: streams.dropout.state(), aggregator: streams.aggregator.state() }),
    write: ({ dropout, aggregator }) => {
      streams.dropout.restore(dropout);
      streams.aggregator.restore(aggregator);
    },
  });
}

function aggregatorSection({ services: { aggregator } }: Session): Section {
  return plainSection<Json>({
    name: "aggregator",
    schema: z.json(),
    read: () => aggregator.state?.() ?? null,
    write: (data) => aggregator.restore?.(data),
  });
}

/** What the steps of the epoch came to, and how many in a row were not finite. */
function epochSection({ tally, guard }: Session): Section {
  return plainSection({
    name: "epoch",
    schema: z.strictObject({ tally: TallySchema, nonFiniteInARow: count }),
    read: () => ({ tally: tally.state(), nonFiniteInARow: guard.inARow }),
    write: (data) => {
      tally.restore(data.tally);
      guard.restore(data.nonFiniteInARow);
    },
  });
}

/** What came to the weights through each seed, in the run and in its epoch. */
function influencesSection({ influences }: Session): Section {
  return plainSection({
    name: "influences",
    schema: z.strictObject({ run: SeedInfluencesSchema, epoch: SeedInfluencesSchema }),
    read: () => ({ run: influences.run.state(), epoch: influences.epoch.state() }),
    write: ({ run, epoch }) => {
      influences.run.restore(run);
      influences.epoch.restore(epoch);
    },
  });
}
