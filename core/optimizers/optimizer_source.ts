import { Container, ContainerModule } from "../../deps.ts";
import type { ProviderFactory } from "../container/catalogue.ts";
import { errorMessage, messageOf, TolariaError } from "../errors/mod.ts";
import type { Optimizer } from "../ports/optimizer.ts";
import { OPTIMIZER } from "../tokens.ts";

/** Creates optimizers besides the run's own, and disposes their resources. */
export class OptimizerSource {
  readonly #kinds: Readonly<Record<string, ProviderFactory>>;
  readonly #containers: Container[] = [];

  /** @param kinds Providers of the role by name. */
  constructor(kinds: Readonly<Record<string, ProviderFactory>>) {
    this.#kinds = kinds;
  }

  /** Names that `make` accepts. */
  get kinds(): readonly string[] {
    return Object.keys(this.#kinds);
  }

  /** Returns the optimizer that `module` binds. @throws {TolariaError} `container/failed`. */
  resolve(module: ContainerModule): Optimizer {
    const container = new Container();
    try {
      container.load(module);
      const optimizer = container.get(OPTIMIZER);
      this.#containers.push(container);
      return optimizer;
    } catch (error) {
      if (TolariaError.is(error)) throw error;
      throw new TolariaError(
        "container/failed",
        errorMessage(messageOf(error), "create an optimizer: its module must bind OPTIMIZER"),
        { cause: error },
      );
    }
  }

  /**
   * Creates a built-in optimizer with default options; undefined if the name is unknown. One that wraps another is named
   * with it, as `ema(adamw)`.
   */
  make(kind: string): Optimizer | undefined {
    const [, wrapper, inner] = /^(\w+)\((.+)\)$/.exec(kind) ?? [];
    if (wrapper === undefined || inner === undefined) return this.#make(kind);
    const wrapped = this.make(inner);
    return wrapped && this.#make(wrapper, boundTo(wrapped));
  }

  #make(kind: string, wrapped?: ContainerModule): Optimizer | undefined {
    const factory = Object.hasOwn(this.#kinds, kind) ? this.#kinds[kind] : undefined;
    return (
      factory && this.resolve((factory as (wrapped?: ContainerModule) => ContainerModule)(wrapped))
    );
  }

  /** Disposes the resources of the optimizers. */
  async dispose(): Promise<void> {
    await Promise.all(this.#containers.map((container) => container.unbindAllAsync()));
  }
}

/** A module that binds an optimizer that is there. */
function boundTo(optimizer: Optimizer): ContainerModule {
  return new ContainerModule(({ bind }) => {
    bind(OPTIMIZER).toConstantValue(optimizer);
  });
}
