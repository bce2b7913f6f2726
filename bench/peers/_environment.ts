import { spawnSync } from "node:child_process";
import { existsSync } from "node:fs";
import { homedir } from "node:os";
import { join } from "node:path";

/** What `pip install` gets; some gigabytes, most of them CUDA's. */
const PACKAGES = "torch==2.15.0 keras==3.15.1 jax==0.10.2";

/** A Python, and which of the peers it has. */
export interface PeerPython {
  readonly python: string;
  readonly torch: boolean;
  /** What Keras computes with; undefined without Keras. */
  readonly keras: "tensorflow" | "jax" | undefined;
}

/**
 * Finds the peers: in the Python that is named, that of `TOLARIA_PYTHON`, that of an environment in
 * the cache folder, or `python3`. Says on stderr what is missing, and how to get it.
 */
export function findPeers(named: string | undefined): PeerPython | undefined {
  const cache = process.env.XDG_CACHE_HOME || join(homedir(), ".cache");
  const folder = join(cache, "tolaria", "peers");
  const own = join(folder, "bin", "python");
  const python = named ?? process.env.TOLARIA_PYTHON ?? (existsSync(own) ? own : "python3");
  const modules = modulesOf(python);
  const torch = modules.includes("torch");
  const backend = (["tensorflow", "jax"] as const).find((name) => modules.includes(name));
  const keras = modules.includes("keras") ? backend : undefined;
  const missing = [torch ? [] : ["PyTorch"], keras ? [] : ["Keras"]].flat();
  if (missing.length > 0) {
    process.stderr.write(
      `${missing.join(" and ")} missing in ${python}; get them by: python3 -m venv ${folder} && ${own} -m pip install ${PACKAGES}, or name another Python by --python\n`,
    );
  }
  return torch || keras ? { python, torch, keras } : undefined;
}

function modulesOf(python: string): string[] {
  const names = ["torch", "keras", "tensorflow", "jax"];
  const script = `import importlib.util as u; print(*[n for n in ${JSON.stringify(names)} if u.find_spec(n)])`;
  const { stdout } = spawnSync(python, ["-c", script], { encoding: "utf8" });
  return (stdout ?? "").trim().split(/\s+/);
}
