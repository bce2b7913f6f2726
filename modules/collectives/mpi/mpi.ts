import { COLLECTIVE, parseOptions } from "../../../core/mod.ts";
import { ContainerModule } from "../../../deps.ts";
import { MpiCollective } from "./mpi_collective.ts";
import { type MpiOptions, MpiSchema } from "./options.ts";

/**
 * Joins the processes that `mpirun`, `mpiexec` or `srun` started: each is a rank, and all train one network.
 *
 * Sums have an order of their own, a balanced tree over ranks: their bits depend neither on the MPI nor on its
 * algorithms. Needs `tolaria setup mpi` once for each MPI.
 *
 * @throws {TolariaError} `options/invalid`.
 */
export function mpi(options: MpiOptions = {}): ContainerModule {
  const checked = parseOptions("make mpi", MpiSchema, options);
  return new ContainerModule(({ bind }) => {
    bind(COLLECTIVE)
      .toResolvedValue(() => new MpiCollective(checked))
      .inSingletonScope()
      .onDeactivation((collective) => collective.dispose());
  });
}
