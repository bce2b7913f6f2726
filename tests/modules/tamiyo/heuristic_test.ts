import assert from "node:assert/strict";
import { test } from "node:test";
import type { Json } from "../../../core/mod.ts";
import { type HeuristicOptions, makeHeuristic, type PolicyCommand } from "../../../modules/mod.ts";
import {
  CommandType,
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
  SEED_STAGE_GERMINATED,
  SEED_STAGE_TRAINING,
  SEED_STAGE_BLENDING,
  SEED_STAGE_SHADOWING,
  SEED_STAGE_PROBATIONARY,
  SEED_STAGE_FOSSILIZED,
} = SeedLifecycleStage;

/** Patience 2, a regression of 10 % for 2 epochs, 2 epochs a stage. */
const OPTIONS: HeuristicOptions = { patience: 2, minImprovement: 0.01, seed: 4 };

function packet(validationLoss: number, seedStates: readonly SeedState[] = []): SystemStatePacket {
  const bytes = SystemStatePacket.encode({
    version: LEYLINE_VERSION,
    validationLoss,
    seedStates: [...seedStates],
  });
  return SystemStatePacket.decode(bytes);
}

/** A policy that is asked, and answers with a command at once or with nothing. */
function policyOf(options: HeuristicOptions) {
  const policy = makeHeuristic(options);
  return (state: SystemStatePacket) => policy.decide(state) as PolicyCommand | undefined;
}

/** What the policy says to each packet: `-`, `GERMINATE a`, `rate 0.5`. */
function answersTo(packets: readonly SystemStatePacket[], options = OPTIONS): string[] {
  const decide = policyOf(options);
  return packets.map((state) => {
    const command = decide(state);
    if (command === undefined) return "-";
    if (command.commandType === CommandType.COMMAND_OPTIMIZER) {
      return `rate ${command.optimizerAdjustment?.hyperparameters?.learning_rate_scale}`;
    }
    const operation = command.seedOperation?.operation ?? 0;
    return `${String(SeedOperation[operation]).replace("SEED_OP_", "")} ${command.targetSeedId}`;
  });
}

const dormant = (seedId: string): SeedState => ({ seedId, stage: SEED_STAGE_DORMANT });

test("HeuristicPolicy changes nothing while the loss falls", () => {
  assert.deepEqual(answersTo([1, 0.9, 0.8, 0.7].map((loss) => packet(loss))), Array(4).fill("-"));
});

test("HeuristicPolicy cuts the learning rate on a plateau that no seed can help, again and again", () => {
  const packets = Array.from({ length: 6 }, () => packet(1));
  // Best in epoch 1; two epochs without an improvement; counted from the start after that.
  assert.deepEqual(answersTo(packets), ["-", "-", "rate 0.5", "-", "rate 0.5", "-"]);
  assert.deepEqual(answersTo(packets, { ...OPTIONS, rateFactor: 0.1 })[2], "rate 0.1");
  assert.deepEqual(answersTo(packets, { ...OPTIONS, rateFactor: 1 }), Array(6).fill("-"));
});

test("HeuristicPolicy grows the first dormant seed on a plateau", () => {
  const seeds = [{ seedId: "a", stage: SEED_STAGE_FOSSILIZED }, dormant("b"), dormant("c")];
  assert.deepEqual(answersTo([1, 1, 1].map((loss) => packet(loss, seeds))), [
    "-",
    "-",
    "GERMINATE b",
  ]);
});

test("HeuristicPolicy takes a seed through its stages, two epochs in each", () => {
  const stages = [
    [SEED_STAGE_GERMINATED, "START_TRAINING"],
    [SEED_STAGE_TRAINING, "START_GRAFTING"],
    [SEED_STAGE_BLENDING, "STABILIZE"],
    [SEED_STAGE_SHADOWING, "EVALUATE"],
    [SEED_STAGE_PROBATIONARY, "FOSSILIZE"],
  ] as const;
  let loss = 1;
  const falling = () => {
    loss *= 0.9;
    return loss;
  };
  const packets = stages.flatMap(([stage]) => [
    packet(falling(), [{ seedId: "a", stage }]),
    packet(falling(), [{ seedId: "a", stage }]),
  ]);
  packets.push(packet(falling(), [{ seedId: "a", stage: SEED_STAGE_FOSSILIZED }]));
  assert.deepEqual(answersTo(packets), [
    ...stages.flatMap(([, operation]) => ["-", `${operation} a`]),
    "-",
  ]);
});

test("HeuristicPolicy asks again for a stage that did not come, once it could have come", () => {
  const seeds = [{ seedId: "a", stage: SEED_STAGE_GERMINATED }];
  const packets = [1, 0.9, 0.8, 0.7].map((loss) => packet(loss, seeds));
  assert.deepEqual(answersTo(packets), ["-", "START_TRAINING a", "-", "START_TRAINING a"]);
});

test("HeuristicPolicy culls a seed that stays on probation", () => {
  const seeds = [{ seedId: "a", stage: SEED_STAGE_PROBATIONARY }];
  const packets = [1, 0.9, 0.8, 0.7, 0.6].map((loss) => packet(loss, seeds));
  assert.deepEqual(answersTo(packets, { ...OPTIONS, probationEpochs: 4 }), [
    "-",
    "FOSSILIZE a",
    "-",
    "CULL a",
    "-",
  ]);
});

test("HeuristicPolicy culls the riskiest seed that the host feels, on a regression", () => {
  const seeds: SeedState[] = [
    { seedId: "a", stage: SEED_STAGE_BLENDING, riskScore: 0.2 },
    { seedId: "b", stage: SEED_STAGE_PROBATIONARY, riskScore: 0.7 },
    { seedId: "c", stage: SEED_STAGE_TRAINING, riskScore: 0.9 }, // Not felt by the host.
  ];
  const answers = answersTo(
    [1, 1.2, 1.2].map((loss) => packet(loss, seeds)),
    { ...OPTIONS, stageEpochs: 9, patience: 9 },
  );
  assert.deepEqual(answers, ["-", "-", "CULL b"]);
});

test("HeuristicPolicy cuts the learning rate on a regression that is no seed's", () => {
  assert.deepEqual(answersTo([1, 1.2, 1.2, 1.2, 1.2].map((loss) => packet(loss, [dormant("a")]))), [
    "-",
    "-",
    "rate 0.5",
    "-",
    "rate 0.5",
  ]);
});

test("HeuristicPolicy takes a loss that is not a number for a regression", () => {
  assert.equal(answersTo([1, Number.NaN, Number.NaN].map((loss) => packet(loss)))[2], "rate 0.5");
});

test("HeuristicPolicy reads the training's loss where there is no validation", () => {
  const decide = policyOf(OPTIONS);
  const bytes = SystemStatePacket.encode({ version: LEYLINE_VERSION, trainingLoss: 1 });
  const answers = [1, 2, 3].map(() => decide(SystemStatePacket.decode(bytes)));
  assert.ok(answers[2] !== undefined);
});

test("HeuristicPolicy asks for one seed at a time in a slot, and cuts no rate while it waits for it", () => {
  const options = { ...OPTIONS, patience: 1 };
  const [one, two] = [[dormant("a")], [dormant("a"), dormant("b")]];
  const packets = (seeds: readonly SeedState[]) => [1, 1, 1, 1].map((loss) => packet(loss, seeds));
  assert.deepEqual(answersTo(packets(one), options), ["-", "GERMINATE a", "-", "GERMINATE a"]);
  assert.deepEqual(answersTo(packets(two), options), [
    "-",
    "GERMINATE a",
    "GERMINATE b",
    "GERMINATE a",
  ]);
});

test("HeuristicPolicy draws a blueprint that came to nothing in a slot only after all others there", () => {
  const policy = makeHeuristic({ ...OPTIONS, patience: 1, blueprints: ["x", "y"] });
  const drawn = () => {
    policy.decide(packet(1, [dormant("a")]));
    const command = policy.decide(packet(1, [dormant("a")])) as PolicyCommand | undefined;
    return command?.seedOperation?.blueprintId ?? "none";
  };
  const aborted = (blueprintId: string, seedId = "a") => {
    const outcome = FieldReportOutcome.FIELD_REPORT_OUTCOME_ABORTED;
    policy.report?.(
      FieldReport.decode(FieldReport.encode({ version: 1, seedId, blueprintId, outcome })),
    );
  };
  const times = Array.from({ length: 12 });
  aborted("y");
  aborted("x", "b");
  assert.deepEqual(new Set(times.map(drawn)), new Set(["x"]));
  aborted("x");
  assert.deepEqual(new Set(times.map(drawn)), new Set(["x", "y"]));
});

test("HeuristicPolicy says for how long a seed was in its stage", () => {
  const decide = policyOf({ ...OPTIONS, stageEpochs: 1 });
  const seeds = [{ seedId: "a", stage: SEED_STAGE_TRAINING }];
  assert.equal(decide(packet(1, seeds))?.annotations?.reason, "1 epoch in TRAINING");
  decide(packet(0.9, seeds));
  assert.equal(decide(packet(0.8, seeds))?.annotations?.reason, "3 epochs in TRAINING");
});

/** The blueprints that are drawn for ten seeds in turn. */
function blueprintsOf(seed: number): string[] {
  const decide = policyOf({ ...OPTIONS, seed, patience: 1 });
  const slots = [dormant("a"), dormant("b")];
  decide(packet(1, slots));
  return Array.from({ length: 10 }, () => {
    const command = decide(packet(1, slots));
    return command?.seedOperation?.blueprintId ?? "none";
  });
}

test("HeuristicPolicy draws its blueprints by its seed", () => {
  assert.deepEqual(blueprintsOf(1), blueprintsOf(1));
  assert.notDeepEqual(blueprintsOf(1), blueprintsOf(2));
  assert.ok(new Set(blueprintsOf(1)).size > 1);
});

test("HeuristicPolicy says why, and who it is", () => {
  const policy = makeHeuristic({ ...OPTIONS, patience: 1 });
  policy.decide(packet(1));
  const command = policy.decide(packet(1)) as PolicyCommand;
  assert.deepEqual(command.annotations, { reason: "plateau" });
  const grown = policy.decide(packet(1, [dormant("a")])) as PolicyCommand;
  const reason = "plateau: no fall of the loss by 1 % in 1 epoch";
  assert.deepEqual(grown.annotations, { reason });
  assert.deepEqual([policy.name, policy.version], ["heuristic", "1"]);
});

test("HeuristicPolicy.restore() makes another one go on as it would, from each point on", () => {
  const losses = [1, Number.NaN, 1, 1, 1.3, 1.4, 0.5, 0.5, 0.5, 0.5, 0.5, 0.5];
  const slots = (at: number) => [
    { seedId: "a", stage: at < 6 ? SEED_STAGE_DORMANT : SEED_STAGE_TRAINING },
    dormant("b"),
  ];
  const packets = losses.map((loss, at) => packet(loss, slots(at)));
  const answersFrom = (policy: ReturnType<typeof makeHeuristic>, at: number) =>
    packets.slice(at).map((state) => policy.decide(state) ?? null);
  for (let at = 0; at <= packets.length; at++) {
    const [one, other] = [makeHeuristic(OPTIONS), makeHeuristic({ ...OPTIONS, seed: 99 })];
    for (const state of packets.slice(0, at)) one.decide(state);
    other.restore(JSON.parse(JSON.stringify(one.state())));
    assert.deepEqual(other.state(), one.state());
    assert.deepEqual(answersFrom(other, at), answersFrom(one, at));
  }
});

test("HeuristicPolicy.restore() refuses what is no state of its own, and changes nothing", () => {
  const policy = makeHeuristic(OPTIONS);
  policy.decide(packet(1, [dormant("a")]));
  const before = policy.state() as Record<string, Json>;
  for (const bad of [null, {}, { ...before, random: [1] }, { ...before, more: 1 }]) {
    assert.throws(() => policy.restore(bad), { code: "state/invalid" });
    assert.deepEqual(policy.state(), before);
  }
});

for (const [options, message] of [
  [{ rateFactor: 2 }, /"rateFactor" must be at most 1, but is 2/],
  [{ patience: 0 }, /"patience" must be at least 1, but is 0/],
  [{ blueprints: [] }, /"blueprints" must be a list whose length is at least 1/],
  [{ patiense: 1 }, /Unknown option "patiense"/],
] as const) {
  test(`makeHeuristic() refuses ${JSON.stringify(options)}`, () => {
    assert.throws(() => makeHeuristic(options), { code: "options/invalid", message });
  });
}
