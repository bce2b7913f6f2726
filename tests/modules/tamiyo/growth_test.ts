import assert from "node:assert/strict";
import { test } from "node:test";
import type { Json } from "../../../core/mod.ts";
import { type GrowthOptions, makeGrowth, type PolicyCommand } from "../../../modules/mod.ts";
import {
  FieldReport,
  FieldReportOutcome,
  LEYLINE_VERSION,
  SeedLifecycleStage,
  SeedOperation,
  type SeedState,
  SystemStatePacket,
} from "../../../proto/mod.ts";

const {
  SEED_STAGE_DORMANT,
  SEED_STAGE_TRAINING,
  SEED_STAGE_BLENDING,
  SEED_STAGE_PROBATIONARY,
  SEED_STAGE_FOSSILIZED,
} = SeedLifecycleStage;

/** Numbers of a packet at the end of an epoch. */
interface Place {
  readonly share: number;
  readonly loss?: number;
  readonly rate?: number;
  readonly computed?: number;
  readonly seeds?: readonly SeedState[];
  /** Whether the answer before came to nothing. */
  readonly lost?: boolean;
}

/** Loss 1 - share, so that it falls, where nothing else is said. */
function packet({ share, loss = 1 - share, rate = 0.1, computed, seeds = [], lost }: Place) {
  const bytes = SystemStatePacket.encode({
    version: LEYLINE_VERSION,
    validationLoss: loss,
    trainingMetrics: {
      run_share: share,
      learning_rate: rate,
      run_examples: 1000,
      ...(computed !== undefined && { multiply_adds: computed }),
      ...(lost && { answer_lost: 1 }),
    },
    seedStates: [...seeds],
  });
  return SystemStatePacket.decode(bytes);
}

const dormant = (seedId: string, residual: number): SeedState => ({
  seedId,
  stage: SEED_STAGE_DORMANT,
  // Another blueprint fits as well, which the policy does not grow.
  metrics: { "multiply_adds.residual": residual, "multiply_adds.identity": 0 },
});

const SLOTS = [dormant("a", 20), dormant("b", 10), dormant("c", 10)];

/** What the policy says to each packet: `GERMINATE b, STABILIZE a`. */
function answersTo(places: readonly Place[], options: GrowthOptions = {}): string[] {
  const policy = makeGrowth(options);
  return places.map((place) => texts(policy.decide(packet(place))));
}

function texts(commands: readonly PolicyCommand[] | undefined): string {
  const words = (commands ?? []).map(({ seedOperation, targetSeedId }) => {
    const name = String(SeedOperation[seedOperation?.operation ?? 0]).replace("SEED_OP_", "");
    return `${name} ${targetSeedId}`;
  });
  return words.join(", ") || "-";
}

test("GrowthPolicy sows at its dates, in shares of the run, the cheapest slot first and the first of equals", () => {
  const seeds = SLOTS;
  const shares = [0.05, 0.1, 0.15, 0.2, 0.25, 0.3, 0.4];
  const answers = answersTo(
    shares.map((share) => ({ share, seeds })),
    { order: "cost" },
  );
  // A slot that was asked for is left alone until that shows; the seed never comes here, so that b is free again.
  assert.deepEqual(answers, ["-", "GERMINATE b", "-", "-", "GERMINATE b", "-", "GERMINATE b"]);
});

test("GrowthPolicy has all places measured two packets before a date, and sows the largest squared gradient for its cost", () => {
  const measured = (gradients: Readonly<Record<string, number>>) =>
    SLOTS.map((seed) => ({
      ...seed,
      metrics: { ...seed.metrics, "squared_gradient.residual": gradients[seed.seedId ?? ""] ?? 0 },
    }));
  const places = (seeds: readonly SeedState[]): Place[] => [
    { share: 0.02, seeds: SLOTS },
    { share: 0.04, seeds: SLOTS },
    { share: 0.06, seeds: SLOTS },
    { share: 0.08, seeds: SLOTS },
    { share: 0.1, seeds },
  ];
  // a takes 20 multiply-adds, b and c take 10: a needs twice their gradient.
  const asked = ["-", "-", "EVALUATE a, EVALUATE b, EVALUATE c", "-"];
  const after = (seeds: readonly SeedState[], options = {}) => answersTo(places(seeds), options);
  assert.deepEqual(after(measured({ a: 3, b: 1, c: 1.4 })), [...asked, "GERMINATE a"]);
  assert.deepEqual(after(measured({ a: 3, b: 1, c: 1.6 })), [...asked, "GERMINATE c"]);
  // What was not measured in time, or could not be, leaves the cheapest.
  assert.deepEqual(after(SLOTS), [...asked, "GERMINATE b"]);
  const none = ["-", "-", "-", "-", "GERMINATE b"];
  assert.deepEqual(after(SLOTS, { order: "cost" }), none);
});

test("GrowthPolicy asks for no measurement again where there can be none, and where there is no choice", () => {
  const policy = makeGrowth({ at: [0.1, 0.2] });
  const answers = (shares: readonly number[], seeds: readonly SeedState[]) =>
    shares.map((share) => texts(policy.decide(packet({ share, seeds }))));
  const until = [0.02, 0.04, 0.06];
  assert.deepEqual(answers(until, SLOTS).at(-1), "EVALUATE a, EVALUATE b, EVALUATE c");
  const outcome = FieldReportOutcome.FIELD_REPORT_OUTCOME_ABORTED;
  const refused = { version: LEYLINE_VERSION, seedId: "a", blueprintId: "residual", outcome };
  policy.report(FieldReport.decode(FieldReport.encode(refused)));
  const later = answers([0.08, 0.1, 0.12, 0.14, 0.16, 0.18, 0.2], SLOTS);
  assert.deepEqual(later, ["-", "GERMINATE b", "-", "-", "-", "-", "GERMINATE b"]);
  const single = [0.02, 0.04, 0.06, 0.08, 0.1].map((share) => ({
    share,
    seeds: SLOTS.slice(0, 1),
  }));
  assert.deepEqual(answersTo(single), ["-", "-", "-", "-", "GERMINATE a"]);
});

test("GrowthPolicy sows at the boundary that is closest to a date, several at once where boundaries are far apart", () => {
  const seeds = SLOTS;
  const answers = answersTo([
    { share: 0.2, seeds },
    { share: 0.4, seeds },
  ]);
  // 0.1 and 0.25 lie within half an interval of 0.2, 0.4 of 0.4.
  assert.deepEqual(answers, ["GERMINATE b, GERMINATE c", "GERMINATE a"]);
});

test("GrowthPolicy asks for a seed that trains in the commit that sows it", () => {
  const policy = makeGrowth({ blueprints: ["residual"] });
  const [command] = policy.decide(packet({ share: 0.1, seeds: SLOTS })) ?? [];
  assert.deepEqual(command?.seedOperation, {
    operation: SeedOperation.SEED_OP_GERMINATE,
    blueprintId: "residual",
    // A run that tells no length has trials of 20 steps: the rate is warm at half of one.
    parameters: { train: 1, max_warmup_steps: 10 },
  });
  assert.equal(command?.annotations?.reason, "10 % of the run");
});

test("GrowthPolicy brings one date forward on a plateau, and no more", () => {
  const seeds = SLOTS;
  const flat = [0.01, 0.02, 0.03, 0.04, 0.05].map((share) => ({ share, loss: 1, seeds }));
  const answers = answersTo(flat, { patience: 2 });
  // The first loss is the best; two more without an improvement are a plateau, and counting begins again.
  assert.deepEqual(answers, ["-", "-", "GERMINATE b", "-", "GERMINATE b"]);
});

test("GrowthPolicy sows nothing after `until`, nor once the learning rate decays", () => {
  const seeds = SLOTS;
  const late = answersTo([{ share: 0.05 }, { share: 0.7, seeds }], { until: 0.5 });
  assert.deepEqual(late, ["-", "-"]);
  const decayed = answersTo([
    { share: 0.05, rate: 0.1, seeds },
    { share: 0.1, rate: 0.09, seeds },
  ]);
  assert.deepEqual(decayed, ["-", "-"]);
});

test("GrowthPolicy takes a seed on as fast as its stages let it, several at a boundary", () => {
  const at = (stage: SeedLifecycleStage, metrics = {}): Place => ({
    share: 0.9,
    seeds: [{ seedId: "a", stage, metrics }],
  });
  const answers = answersTo([
    at(SEED_STAGE_TRAINING),
    at(SEED_STAGE_BLENDING, { alpha: 0.5 }),
    at(SEED_STAGE_BLENDING, { alpha: 1 }),
    at(SEED_STAGE_PROBATIONARY),
    at(SEED_STAGE_FOSSILIZED),
  ]);
  assert.deepEqual(answers, [
    "START_GRAFTING a",
    "-",
    "STABILIZE a, EVALUATE a",
    "FOSSILIZE a",
    "-",
  ]);
});

test("GrowthPolicy culls a seed that no gate lets pass", () => {
  const waiting: Place = {
    share: 0.9,
    seeds: [{ seedId: "a", stage: SEED_STAGE_PROBATIONARY, metrics: {} }],
  };
  const answers = answersTo([waiting, waiting, waiting], { gateBoundaries: 2 });
  assert.deepEqual(answers, ["FOSSILIZE a", "FOSSILIZE a", "CULL a"]);
});

test("GrowthPolicy does not count boundaries for a gate whose answers came to nothing", () => {
  const waiting: Place = {
    share: 0.9,
    seeds: [{ seedId: "a", stage: SEED_STAGE_PROBATIONARY, metrics: {} }],
  };
  const lost = { ...waiting, lost: true };
  const answers = answersTo([waiting, lost, lost, waiting, lost, waiting], { gateBoundaries: 2 });
  // What was asked third and fifth came through: the gate has refused it twice before the last packet.
  assert.deepEqual(answers, [...Array.from({ length: 5 }, () => "FOSSILIZE a"), "CULL a"]);
});

test("GrowthPolicy sows no seed beyond its budget", () => {
  // The small network takes 1,000,000 in the whole run: 100,000 at a tenth of it. With 40 multiply-adds an example in
  // all slots: 3 x 1,000 x 40 = 120,000 more. Slot b from a tenth on: 3 x 1,000 x 10 x 0.9 = 27,000.
  const place: Place = { share: 0.1, computed: 100_000, seeds: SLOTS };
  const full = 1_120_000;
  const least = 1_027_000 / full;
  assert.deepEqual(answersTo([place], { budget: least + 1e-6 }), ["GERMINATE b"]);
  assert.deepEqual(answersTo([place], { budget: least - 1e-6 }), ["-"]);
});

test("GrowthPolicy counts a seed to the end of the run that was sown just before", () => {
  // As above, and the seed in slot a has computed nothing yet: 3 x 1,000 x (20 + 10) x 0.9 = 81,000 are to come.
  const sown = { seedId: "a", stage: SEED_STAGE_FOSSILIZED, metrics: { multiply_adds: 20 } };
  const seeds = [sown, ...SLOTS.slice(1)];
  const places: Place[] = [{ share: 0.1, computed: 100_000, seeds }];
  const least = 1_081_000 / 1_120_000;
  assert.deepEqual(answersTo(places, { budget: least + 1e-6 }), ["GERMINATE b"]);
  assert.deepEqual(answersTo(places, { budget: least - 1e-6 }), ["-"]);
});

test("GrowthPolicy tries another slot when a seed came to nothing", () => {
  const policy = makeGrowth({ at: [0.1] });
  const seeds = SLOTS;
  assert.equal(texts(policy.decide(packet({ share: 0.1, seeds }))), "GERMINATE b");
  const report = FieldReport.decode(
    FieldReport.encode({
      version: LEYLINE_VERSION,
      outcome: FieldReportOutcome.FIELD_REPORT_OUTCOME_ABORTED,
      seedId: "b",
      blueprintId: "residual",
    }),
  );
  policy.report?.(report);
  assert.equal(texts(policy.decide(packet({ share: 0.15, seeds }))), "GERMINATE c");
});

test("GrowthPolicy goes on as it would have when its state is restored", () => {
  const seeds = SLOTS;
  const places = Array.from({ length: 12 }, (_, at) => ({
    share: (at + 1) / 24,
    computed: 40_000 * (at + 1),
    loss: at % 3 === 0 ? 1 / (at + 1) : 1,
    seeds: at > 6 ? [{ ...SLOTS[1], stage: SEED_STAGE_TRAINING } as SeedState, ...SLOTS] : seeds,
  }));
  const whole = answersTo(places);
  for (const cut of [1, 4, 8]) {
    const first = makeGrowth({});
    for (const place of places.slice(0, cut)) first.decide(packet(place));
    const second = makeGrowth({});
    second.restore?.(JSON.parse(JSON.stringify(first.state?.())) as Json);
    const rest = places.slice(cut).map((place) => texts(second.decide(packet(place))));
    assert.deepEqual(rest, whole.slice(cut));
  }
});

test("makeGrowth() refuses dates that do not rise or lie outside of the run, and states of others", () => {
  for (const at of [[0.4, 0.2], [0], [1], []]) {
    assert.throws(() => makeGrowth({ at }), { code: "options/invalid" });
  }
  assert.throws(() => makeGrowth({}).restore?.({ sown: -1 }), { code: "state/invalid" });
});
