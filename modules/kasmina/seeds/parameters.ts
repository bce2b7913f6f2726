import { refused } from "../../../core/mod.ts";
import { type AdaptationCommand, SeedOperation } from "../../../proto/mod.ts";

/** Rule of an operation's parameter. */
interface Rule {
  readonly text: string;
  readonly fits: (value: number) => boolean;
}

const whole = (least: number): Rule => ({
  text: `a whole number of at least ${least}`,
  fits: (value) => Number.isInteger(value) && value >= least,
});

const zeroOrOne: Rule = { text: "0 or 1", fits: (value) => value === 0 || value === 1 };

const RULES: Readonly<Record<number, Readonly<Record<string, Rule>>>> = {
  [SeedOperation.SEED_OP_GERMINATE]: { train: zeroOrOne, max_warmup_steps: whole(1) },
  [SeedOperation.SEED_OP_START_TRAINING]: { max_warmup_steps: whole(1) },
  [SeedOperation.SEED_OP_START_GRAFTING]: {
    blend_steps: whole(1),
    trial_steps: whole(1),
    min_gain: { text: "a number", fits: Number.isFinite },
  },
  [SeedOperation.SEED_OP_CULL]: { embargo_epochs: whole(0) },
  [SeedOperation.SEED_OP_FINE_TUNE]: {
    learning_rate_scale: {
      text: "greater than 0 and at most 10",
      fits: (value) => value > 0 && value <= 10,
    },
    hold: zeroOrOne,
  },
};

/** Returns the parameters of a seed command. @throws {TolariaError} `command/refused` for unknown or invalid ones. */
export function parametersOf({
  commandId,
  seedOperation,
}: AdaptationCommand): Readonly<Record<string, number | undefined>> {
  const operation = seedOperation?.operation ?? 0;
  const rules = RULES[operation] ?? {};
  const given = seedOperation?.parameters ?? {};
  for (const [name, value] of Object.entries(given)) {
    const rule = Object.hasOwn(rules, name) ? rules[name] : undefined;
    if (rule?.fits(value)) continue;
    const known = Object.keys(rules).join(", ") || "left out";
    throw refused(
      commandId,
      rule
        ? `parameter "${name}" must be ${rule.text}, but is ${value}`
        : `parameters of ${SeedOperation[operation]} must be ${known}: "${name}" is not`,
    );
  }
  return given;
}
