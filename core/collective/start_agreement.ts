import { createHash, randomUUID } from "node:crypto";
import { TolariaError } from "../errors/mod.ts";
import type { Json } from "../json.ts";
import { show } from "../options.ts";
import { describeOdd } from "./failure.ts";
import { gather, isFirst, type Ranks, tellAllJson } from "./talk.ts";

/** What all ranks of a run must have alike before its first step. */
export interface RankIdentity {
  /** Settings and providers, by name. */
  readonly job: Readonly<Record<string, Json>>;
  readonly seed: number;
  /** What the examples are, by name. */
  readonly data: Readonly<Record<string, Json>>;
  /** A hash of the weights that it begins with. */
  readonly weights: string;
}

/** An id for a run, the same on all ranks. @throws {CollectiveFailure} If ranks are late or lost. */
export function sharedRunId(ranks: Ranks): string {
  const own = randomUUID();
  if (!ranks.shared) return own;
  return tellAllJson(ranks, isFirst(ranks.collective) ? own : undefined, "begin a run");
}

/** Differences named at most. */
const SHOWN = 5;

/**
 * Makes sure that all ranks train the same.
 *
 * @throws {TolariaError} `collective/differs`, naming the rank and what differs, on all ranks.
 * @throws {CollectiveFailure} If a rank does not come, naming it.
 */
export function agreeOnStart(ranks: Ranks, own: RankIdentity): void {
  const { size } = ranks.collective;
  const doing = `begin a run on ${size} ranks`;
  const said = flat(own);
  const hashes = gather(ranks, [hashOf(said)], doing).map(([hash]) => hash as bigint);
  if (hashes.every((hash) => hash === hashes[0])) return;
  // Who differs is known to all of them alike, so all wait for the same.
  const odd = oddRank(hashes);
  const usual = hashes.findIndex((hash) => hash !== hashes[odd]);
  const [other, most] = [odd, usual].map((root) =>
    tellAllJson(ranks, ranks.collective.ranks.includes(root) ? said : undefined, doing, { root }),
  ) as [Said, Said];
  throw new TolariaError(
    "collective/differs",
    `Rank ${odd} differs from rank ${usual}: ${differences(most, other).join("; ")}. All ranks must train the same. Cannot ${doing}.`,
  );
}

/**
 * Makes sure that all ranks have the same weights.
 *
 * @param hash As hexadecimal digits.
 * @throws {TolariaError} `collective/desync`, naming the ranks whose weights are others.
 */
export function agreeOnWeights(ranks: Ranks, hash: string, step: number): void {
  const doing = `go on after step ${step}`;
  const own = BigInt(`0x${hash.slice(0, 15)}`);
  const hashes = gather(ranks, [own], doing).map(([one]) => (one as bigint).toString(16));
  if (hashes.every((one) => one === hashes[0])) return;
  const odd = describeOdd(hashes, (one) => `has the weights ${one}`);
  throw new TolariaError("collective/desync", `${odd} Cannot ${doing}.`);
}

/** Everything that a rank says of itself, by name. */
type Said = Readonly<Record<string, Json>>;

function flat({ job, seed, data, weights }: RankIdentity): Said {
  const prefixed = (prefix: string, table: Readonly<Record<string, Json>>) =>
    Object.entries(table).map(([name, value]) => [`${prefix} ${name}`, value] as const);
  return Object.fromEntries([
    ...prefixed("job:", job),
    ["seed", seed],
    ...prefixed("data:", data),
    ["weights at the start", weights],
  ]);
}

function hashOf(said: Said): bigint {
  const hex = createHash("sha256").update(JSON.stringify(said)).digest("hex");
  // 60 bits, so that it is none of the negative votes.
  return BigInt(`0x${hex.slice(0, 15)}`);
}

/** The first rank whose hash is not that of most; of two that are as frequent, that of the lower rank is that of most. */
function oddRank(hashes: readonly bigint[]): number {
  const count = (hash: bigint) => hashes.filter((one) => one === hash).length;
  const most = Math.max(...hashes.map(count));
  const common = hashes.find((hash) => count(hash) === most);
  return hashes.findIndex((hash) => hash !== common);
}

function differences(most: Said, other: Said): readonly string[] {
  const names = [...new Set([...Object.keys(most), ...Object.keys(other)])];
  const found = names.filter(
    (name) => JSON.stringify(most[name] ?? null) !== JSON.stringify(other[name] ?? null),
  );
  // Other weights follow from another seed or job: they are named where nothing else is.
  const causes = found.filter((name) => !name.startsWith("weights"));
  const shown = (causes.length > 0 ? causes : found).map(
    (name) => `${name} is ${show(other[name] ?? null)}, not ${show(most[name] ?? null)}`,
  );
  const more = shown.length - SHOWN;
  return more > 0 ? [...shown.slice(0, SHOWN), `${more} more`] : shown;
}
