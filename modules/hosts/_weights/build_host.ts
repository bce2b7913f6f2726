import { HOST_BUILDER, type Host, RandomStream, withSeededMathRandom } from "../../../core/mod.ts";
import { Container, type ContainerModule } from "../../../deps.ts";

/**
 * Builds a network outside of a trainer, on the current backend: a target network, or one to load weights into. The
 * caller disposes it.
 *
 * @param module What a host provider such as `mlp()` returns; each call builds another network.
 * @param seed Seed of the weights, which are those that a trainer with the same seed begins with. @default 0
 * @throws {TolariaError} `host/unsupported` if the network cannot be built, and `model/*` if it starts from a folder that
 * cannot be read.
 *
 * @example
 * ```ts run
 * import { startBackend } from "tolaria";
 * import { buildHost, copyWeights, mlp } from "tolaria/hosts";
 *
 * await using _backend = await startBackend("cpu");
 * const [online, target] = [
 *   await buildHost(mlp({ inputShape: [4], hidden: [32], classes: 2 }), 1),
 *   await buildHost(mlp({ inputShape: [4], hidden: [32], classes: 2 }), 2),
 * ];
 * copyWeights(online, target);
 * for (const host of [online, target]) host.dispose();
 * ```
 */
export async function buildHost(module: ContainerModule, seed: number = 0): Promise<Host> {
  const container = new Container();
  container.load(module);
  const builder = await container.getAsync(HOST_BUILDER);
  await builder.open?.();
  return withSeededMathRandom(new RandomStream(seed, "weights"), () => builder.build());
}
