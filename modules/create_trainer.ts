import { show, Trainer, type TrainerSettings } from "../core/mod.ts";
import { type ContainerModule, tf } from "../deps.ts";
import { CATALOGUE } from "./catalogue.ts";
import { layersModel } from "./hosts/layers_model/mod.ts";

/** One provider's module, or a preset: a list of them. */
export type Modules = ContainerModule | readonly Modules[];

/** Network, data and providers of a trainer. */
export interface TrainerConfig extends TrainerSettings {
  /**
   * The network: a host provider such as `cnn()` or `layersModel(() => model)`, whose initial weights follow from the
   * run's seed; or a tfjs `LayersModel`, which starts from the weights that it has, for any seed.
   */
  readonly host: tf.LayersModel | ContainerModule;
  /** The examples: a data provider such as `digits()`. */
  readonly data: ContainerModule;
  /** Providers of the other roles. An optimizer and a learning-rate policy are needed. */
  readonly modules: readonly Modules[];
}

/** Overrides of a config. */
export interface Overrides {
  /** Providers that replace the config's for the same roles. */
  readonly replacements?: readonly Modules[];
}

/**
 * Composes a trainer from a config. Roles that it leaves open get defaults: the fastest backend available, softmax
 * cross-entropy on logits, no telemetry.
 *
 * Nothing is built or opened before the first run.
 *
 * @throws {TolariaError} `container/*` if a role does not have the right number of providers, `options/invalid` if a
 * setting breaks its rule.
 * @throws {TypeError} If an entry of `modules` is not a module.
 *
 * @example
 * ```ts
 * import { adamw, cnn, createTrainer, digits, warmupCosine } from "tolaria";
 *
 * await using trainer = createTrainer({
 *   host: cnn({ inputShape: [28, 28, 1], classes: 10 }),
 *   data: digits(),
 *   modules: [adamw({ weightDecay: 0.01 }), warmupCosine({ peak: 3e-3, warmupSteps: 100 })],
 * });
 * const report = await trainer.run({ epochs: 5 });
 * console.log(report.best?.validation?.metrics.accuracy);
 * ```
 */
export function createTrainer(config: TrainerConfig, overrides: Overrides = {}): Trainer {
  if (typeof config !== "object" || config === null) {
    throw new TypeError(
      `"config" must be an object, but is ${show(config)}. Cannot create the trainer.`,
    );
  }
  const { host, data, modules, ...settings } = config;
  return new Trainer(
    {
      modules: [hostModule(host), checkModule(data, "data"), ...flatten(modules, "modules")],
      replacements: flatten(overrides.replacements ?? [], "replacements"),
      settings,
    },
    CATALOGUE,
  );
}

const MODULE = "a module that a provider function returns";

function hostModule(host: unknown): ContainerModule {
  return host instanceof tf.LayersModel
    ? layersModel(host)
    : checkModule(host, "host", `a tfjs LayersModel or ${MODULE}`);
}

function flatten(modules: unknown, name: string): ContainerModule[] {
  if (!Array.isArray(modules)) {
    throw new TypeError(
      `"${name}" must be a list of modules, but is ${isModule(modules) ? "one module" : show(modules)}. Cannot create the trainer.`,
    );
  }
  return modules.flatMap((module, index) =>
    Array.isArray(module)
      ? flatten(module, `${name}[${index}]`)
      : [checkModule(module, `${name}[${index}]`)],
  );
}

function checkModule(module: unknown, name: string, rule = MODULE): ContainerModule {
  if (isModule(module)) return module;
  const hint =
    typeof module === "function" ? ` (call it, as in ${module.name || "provider"}())` : "";
  throw new TypeError(
    `"${name}" must be ${rule}${hint}, but is ${show(module)}. Cannot create the trainer.`,
  );
}

/** By shape, not by class, because a user's module may come from another copy of inversify. */
function isModule(value: unknown): value is ContainerModule {
  return typeof (value as Partial<ContainerModule> | null)?.load === "function";
}
