import { mkdtempSync, readFileSync, rmSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { loadHdf5 } from "../../../../deps_optional.ts";
import type { WeightArray } from "../../_graph/mod.ts";

/** Returns an HDF5 file with `arrays` at their places; the same bytes for the same arrays. */
export async function hdf5Bytes(arrays: ReadonlyMap<string, WeightArray>): Promise<Uint8Array> {
  const { File } = await loadHdf5();
  return inFolder((folder) => {
    const path = join(folder, "weights.h5");
    withoutClock(() => {
      const file = new File(path, "w");
      for (const [place, { shape, data }] of arrays) {
        const parts = place.split("/");
        const name = parts.pop() as string;
        const group = parts.reduce<Group>(
          (parent, part) => (parent.get(part) ?? parent.create_group(part)) as Group,
          file,
        );
        group.create_dataset({ name, data, shape: [...shape] });
      }
      file.close();
    });
    return readFileSync(path);
  });
}

type Group = InstanceType<Awaited<ReturnType<typeof loadHdf5>>["Group"]>;

/** The library writes the time into each group. */
function withoutClock(write: () => void): void {
  const { now } = Date;
  Date.now = () => 0;
  try {
    write();
  } finally {
    Date.now = now;
  }
}

/** The library works on files. */
function inFolder<T>(work: (folder: string) => T): T {
  const folder = mkdtempSync(join(tmpdir(), "tolaria-hdf5-"));
  try {
    return work(folder);
  } finally {
    rmSync(folder, { recursive: true, force: true });
  }
}
