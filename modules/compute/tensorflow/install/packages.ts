import { existsSync, mkdirSync, renameSync, rmSync } from "node:fs";
import { join } from "node:path";
import type { PinnedPackage } from "../../../../deps.ts";
import { lastLines, runProgram } from "../../../_install/mod.ts";
import { cannotSetUp } from "./fail.ts";

/**
 * Fetches a package from npm's configured registry and unpacks it without running its scripts. Does
 * nothing if that version is there already.
 *
 * @param folder Folder to unpack it to.
 * @throws {TolariaError} `backend/unavailable` if it cannot be fetched or its hash is wrong.
 */
export async function fetchPackage(
  { name, version, integrity }: PinnedPackage,
  folder: string,
): Promise<void> {
  const stamp = join(folder, `.${version}`);
  if (existsSync(stamp)) return;
  const fresh = `${folder}.new`;
  rmSync(fresh, { recursive: true, force: true });
  mkdirSync(fresh, { recursive: true });
  const spec = `${name}@${version}`;
  const packed = await runProgram("npm", ["pack", spec, "--json", "--ignore-scripts"], {
    cwd: fresh,
  });
  if (packed.code !== 0) {
    throw cannotSetUp(
      `npm did not fetch ${spec}: ${lastLines(packed)}`,
      "Check that npm is there and reaches its registry (npm ping)",
    );
  }
  const [archive] = JSON.parse(packed.stdout) as [{ filename: string; integrity: string }];
  if (archive.integrity !== integrity) {
    throw cannotSetUp(
      `${spec} is not the archive that it should be: its hash is ${archive.integrity}, expected ${integrity}`,
      "Check which registry npm is set up to use (npm config get registry)",
    );
  }
  const archiveFile = archive.filename.replace("@", "").replace("/", "-");
  const unpacked = await runProgram("tar", ["xzf", archiveFile, "--strip-components=1"], {
    cwd: fresh,
  });
  if (unpacked.code !== 0) {
    throw cannotSetUp(`${archiveFile} was not unpacked: ${lastLines(unpacked)}`, "Install tar");
  }
  mkdirSync(join(fresh, `.${version}`));
  rmSync(folder, { recursive: true, force: true });
  renameSync(fresh, folder);
}
