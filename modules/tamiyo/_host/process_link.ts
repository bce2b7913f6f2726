import { type ChildProcess, spawn } from "node:child_process";
import { messageOf } from "../../../core/mod.ts";
import { BusMessageType } from "../../../proto/mod.ts";
import { FrameReader, frame } from "./frames.ts";
import type { ControllerLink, Question, Reminder } from "./link.ts";
import { ANSWER, type Answer } from "./mailbox.ts";

const { BUS_MESSAGE_TYPE_ADAPTATION_COMMAND, BUS_MESSAGE_TYPE_FIELD_REPORT } = BusMessageType;
const { BUS_MESSAGE_TYPE_POLICY_UPDATE, BUS_MESSAGE_TYPE_SYSTEM_STATE } = BusMessageType;

/** Attributes of the envelopes between training and controller. */
export const ATTRIBUTE = {
  /** Number of the packet, and of its answer. 0 is the controller's word that it is ready. */
  number: "number",
  /** The span that asks, in the W3C's form. */
  traceparent: "traceparent",
  /** Why there is no answer. */
  failure: "failure",
} as const;

/**
 * Starts a controller as a process of its own, and waits until it says that it is ready.
 *
 * @param command Program and arguments. It reads state packets from stdin and writes commands to stdout.
 * @param timeoutMs Longest time until it is ready.
 * @param state What it begins with; what it starts with if left out.
 */
export async function openProcessLink(
  command: readonly string[],
  timeoutMs: number,
  state?: Uint8Array,
): Promise<ControllerLink> {
  const link = new ProcessLink(command);
  try {
    const check = (answer: Answer | undefined) => {
      if (!answer) throw new Error(link.death ?? `it was not ready after ${timeoutMs} ms`);
      if (answer.kind === ANSWER.failed) throw new Error(new TextDecoder().decode(answer.bytes));
    };
    check(await link.answerTo(0, timeoutMs));
    if (state) check(await link.restore({ number: 1, state }, timeoutMs));
    return link;
  } catch (error) {
    link.end();
    throw error;
  }
}

class ProcessLink implements ControllerLink {
  answered = -1;
  memory: Uint8Array | undefined;
  death: string | undefined;
  readonly #child: ChildProcess;
  readonly #frames = new FrameReader();
  /** What it has said that it remembers, until the answer comes. */
  #pendingMemory: Uint8Array | undefined;
  #awaited: { readonly number: number; readonly settle: (answer?: Answer) => void } | undefined;

  constructor([program, ...args]: readonly string[]) {
    this.#child = spawn(program as string, args, { stdio: ["pipe", "pipe", "inherit"] });
    this.#child.on("error", (error) => this.#die(`its process failed: ${error.message}`));
    this.#child.on("exit", (code, signal) => this.#die(`its process ended with ${signal ?? code}`));
    // A pipe that breaks is heard of as the end of the process.
    this.#child.stdin?.on("error", () => {});
    this.#child.stdout?.on("data", (chunk: Uint8Array) => this.#onData(chunk));
  }

  ask({ number, packet, traceparent }: Question, ms: number): Promise<Answer | undefined> {
    this.#send(BUS_MESSAGE_TYPE_SYSTEM_STATE, packet, number, traceparent);
    return this.answerTo(number, ms);
  }

  restore({ number, state }: Reminder, ms: number): Promise<Answer | undefined> {
    this.#send(BUS_MESSAGE_TYPE_POLICY_UPDATE, state, number);
    return this.answerTo(number, ms);
  }

  /** The answer to packet `number`, or undefined where there is none after `ms` milliseconds. */
  answerTo(number: number, ms: number): Promise<Answer | undefined> {
    return new Promise((resolve) => {
      if (this.death !== undefined) return resolve(undefined);
      const timer = setTimeout(() => settle(), ms);
      const settle = (answer?: Answer) => {
        clearTimeout(timer);
        this.#awaited = undefined;
        resolve(answer);
      };
      this.#awaited = { number, settle };
    });
  }

  report(bytes: Uint8Array): void {
    this.#send(BUS_MESSAGE_TYPE_FIELD_REPORT, bytes, 0);
  }

  end(): void {
    this.#child.kill("SIGKILL");
    this.#child.stdin?.destroy();
    this.#child.stdout?.destroy();
  }

  #send(
    messageType: BusMessageType,
    payload: Uint8Array,
    number: number,
    traceparent?: string,
  ): void {
    const attributes = {
      [ATTRIBUTE.number]: String(number),
      ...(traceparent !== undefined && { [ATTRIBUTE.traceparent]: traceparent }),
    };
    this.#child.stdin?.write(frame({ messageType, payload, attributes }));
  }

  #onData(chunk: Uint8Array): void {
    try {
      for (const { messageType, payload, attributes } of this.#frames.push(chunk)) {
        // A copy: what comes from a pipe may be a view of what is read next.
        if (messageType === BUS_MESSAGE_TYPE_POLICY_UPDATE)
          this.#pendingMemory = new Uint8Array(payload);
        if (messageType !== BUS_MESSAGE_TYPE_ADAPTATION_COMMAND) continue;
        this.answered = Number(attributes[ATTRIBUTE.number]);
        this.memory = this.#pendingMemory;
        const failure = attributes[ATTRIBUTE.failure];
        const answer = failure === undefined ? given(payload) : failed(failure);
        if (this.#awaited?.number === this.answered) this.#awaited.settle(answer);
      }
    } catch (error) {
      this.#die(`it wrote what cannot be read: ${messageOf(error)}`);
      this.end();
    }
  }

  #die(reason: string): void {
    this.death ??= reason;
    this.#awaited?.settle();
  }
}

function given(payload: Uint8Array): Answer {
  // A payload that is empty is no command: the least has a version.
  return { kind: payload.length > 0 ? ANSWER.command : ANSWER.none, bytes: payload };
}

function failed(reason: string): Answer {
  return { kind: ANSWER.failed, bytes: new TextEncoder().encode(reason) };
}
