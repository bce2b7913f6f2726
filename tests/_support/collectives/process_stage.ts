import type { Broadcast, CollectiveOutcome, Membership } from "../../../core/mod.ts";
import type { RanksStage } from "../../../testing/mod.ts";
import { decodeFloats, encodeFloats } from "./commands.ts";
import type { RankProcess, RankProcesses } from "./rank_processes.ts";

/** Longer than any wait of a group that is whole, on a machine under load. */
const DEADLINE_MS = 60_000;

/**
 * Ranks as processes, for the suite of the role.
 *
 * @param dispose Ends the group, or keeps it for another test if it is whole.
 */
export function stageOfProcesses(
  group: RankProcesses,
  dispose: (whole: boolean) => Promise<void>,
): RanksStage {
  let left: readonly RankProcess[] = group.all;
  let whole = true;
  const canLose = group.all.every(({ canShrink }) => canShrink) && group.all.length > 1;
  return {
    get ranks() {
      return left.length;
    },
    sum: async (vectors) => {
      const answers = await group.ask((rank) => {
        const vector = vectors[left.indexOf(rank)] as Float32Array;
        const numbers = encodeFloats(vector);
        return { kind: "sum", numbers, count: vector.length, deadlineMs: DEADLINE_MS };
      }, left);
      return answers.map(({ outcome, numbers }) => ({
        outcome: outcome as CollectiveOutcome,
        vector: decodeFloats(numbers as string),
      }));
    },
    broadcast: async (bytes, root) => {
      const answers = await group.ask((rank) => {
        const own = left[root] === rank ? { bytes: Buffer.from(bytes).toString("base64") } : {};
        return { kind: "broadcast", ...own, root, deadlineMs: DEADLINE_MS };
      }, left);
      return answers.map(
        ({ outcome, bytes }): Broadcast => ({
          outcome: outcome as CollectiveOutcome,
          bytes: Uint8Array.from(Buffer.from(bytes as string, "base64")),
        }),
      );
    },
    agree: async (votes) => {
      const answers = await group.ask((rank) => {
        const own = votes[left.indexOf(rank)] as BigInt64Array;
        return { kind: "agree", votes: [...own].map(String), deadlineMs: DEADLINE_MS };
      }, left);
      return answers.map(({ outcome, votes }) => ({
        outcome: outcome as CollectiveOutcome,
        votes: BigInt64Array.from(votes as readonly string[], BigInt),
      }));
    },
    lose: canLose
      ? async (lost) => {
          process.kill((left[lost] as RankProcess).pid, "SIGKILL");
          left = left.filter((_, rank) => rank !== lost);
          whole = false;
        }
      : undefined,
    shrink: async () => {
      const answers = await group.ask(() => ({ kind: "shrink" }), left);
      return answers.map(({ membership }) => membership as Membership);
    },
    dispose: () => dispose(whole),
  };
}
