import { type ChildProcess, type StdioOptions, spawn } from "node:child_process";
import type { Readable } from "node:stream";
import { messageOf } from "../../../core/worker.ts";
import { BusMessageType, LEYLINE_VERSION, SystemStatePacket } from "../../../proto/mod.ts";
import { FrameReader, frame } from "./frames.ts";
import type { ControllerLink, Question, Reminder } from "./link.ts";
import { ANSWER, type Answer, faultIn } from "./mailbox.ts";

const { BUS_MESSAGE_TYPE_ADAPTATION_COMMAND, BUS_MESSAGE_TYPE_FIELD_REPORT } = BusMessageType;
const { BUS_MESSAGE_TYPE_POLICY_UPDATE, BUS_MESSAGE_TYPE_SYSTEM_STATE } = BusMessageType;

/** Attributes of the envelopes between training and controller. */
export const ATTRIBUTE = {
  /** Number of the packet, and of its answer. 0 is the controller's word that it is ready, and a rehearsal. */
  number: "number",
  /** The span that asks, in the W3C's form. */
  traceparent: "traceparent",
  /** Why there is no answer. */
  failure: "failure",
} as const;

/** The descriptor on which a policy's process answers: what the policy prints goes to stderr. */
export const ANSWERS = 3;

/** Most envelopes that a controller may write for each that it is asked for. More of them, and it is ended. */
const MAX_ENVELOPES = 64;

/** Rehearsals before the first question: both sides have decoded and encoded what they will then. */
const REHEARSALS = 16;

/** How long the output of a process that has ended is read, if somebody else keeps it open, ms. */
const LAST_WORDS_MS = 100;

/** How a controller's process is started. */
export interface ProcessSpec {
  /** Program and arguments. */
  readonly command: readonly string[];
  /** Longest time until it is ready, ms. */
  readonly timeoutMs: number;
  /** What it begins with. @default what it is made with */
  readonly state?: Uint8Array;
  /** Whether it is a policy's process, which answers on {@link ANSWERS} and rehearses; a program writes to stdout. */
  readonly isPolicy?: boolean;
}

/** Starts a controller as a process of its own, and waits until it says that it is ready. */
export async function openProcessLink(spec: ProcessSpec): Promise<ControllerLink> {
  const { timeoutMs, state, isPolicy } = spec;
  const link = new ProcessLink(spec);
  try {
    const check = (answer: Answer | undefined) => {
      if (!answer) throw new Error(link.death ?? `it was not ready after ${timeoutMs} ms`);
      if (answer.kind === ANSWER.failed) throw new Error(faultIn(answer));
    };
    check(await link.answerTo(0, timeoutMs));
    for (let count = 0; isPolicy && count < REHEARSALS; count++) {
      check(await link.ask({ number: 0, packet: REHEARSAL }, timeoutMs));
    }
    if (state) check(await link.restore({ number: 1, state }, timeoutMs));
    return link;
  } catch (error) {
    link.end();
    throw error;
  }
}

const REHEARSAL = SystemStatePacket.encode({ version: LEYLINE_VERSION, packetId: "rehearsal" });

class ProcessLink implements ControllerLink {
  answered = -1;
  memory: Uint8Array | undefined;
  death: string | undefined;
  readonly #child: ChildProcess;
  readonly #output: Readable | null;
  readonly #frames = new FrameReader();
  /** What it has said that it remembers, until the answer comes. */
  #pendingMemory: Uint8Array | undefined;
  #awaited: { readonly number: number; readonly settle: (answer?: Answer) => void } | undefined;
  /** Envelopes since the last one that was awaited. */
  #unasked = 0;

  constructor({ command: [program, ...args], isPolicy }: ProcessSpec) {
    const stdio: StdioOptions = isPolicy
      ? ["pipe", 2, "inherit", "pipe"]
      : ["pipe", "pipe", "inherit"];
    // Detached: it leads a process group of its own, which is killed as one.
    this.#child = spawn(program as string, args, { stdio, detached: true });
    this.#child.on("error", (error) => this.#die(`its process failed: ${error.message}`));
    this.#child.on("exit", (code, signal) => {
      this.#killGroup();
      this.#dieOnceRead(`its process ended with ${signal ?? code}`);
    });
    this.#output = (isPolicy ? this.#child.stdio[ANSWERS] : this.#child.stdout) as Readable | null;
    // A pipe that breaks is noticed as the end of the process.
    this.#child.stdin?.on("error", () => {});
    this.#output?.on("error", () => {});
    this.#output?.on("data", (chunk: Uint8Array) => this.#onData(chunk));
  }

  get processId(): number | undefined {
    return this.#child.pid;
  }

  ask({ number, packet, traceparent }: Question, ms: number): Promise<Answer | undefined> {
    this.#send(BUS_MESSAGE_TYPE_SYSTEM_STATE, packet, number, traceparent);
    return this.answerTo(number, ms);
  }

  restore({ number, state }: Reminder, ms: number): Promise<Answer | undefined> {
    this.#send(BUS_MESSAGE_TYPE_POLICY_UPDATE, state, number);
    return this.answerTo(number, ms);
  }

  /** The answer to packet `number`; undefined if there is none after `ms` milliseconds. */
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
    this.#killGroup();
    this.#child.stdin?.destroy();
    this.#output?.destroy();
  }

  /** Kills the controller, and whatever it has started and not put into another group. */
  #killGroup(): void {
    const { pid } = this.#child;
    if (pid === undefined) return;
    try {
      process.kill(-pid, "SIGKILL");
    } catch {
      // All of it is gone.
    }
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
    if (this.death !== undefined) return;
    try {
      for (const { messageType, payload, attributes } of this.#frames.push(chunk)) {
        this.#unasked += 1;
        if (this.#unasked > MAX_ENVELOPES) {
          throw new RangeError(`more than ${MAX_ENVELOPES} envelopes that nobody asked for`);
        }
        if (messageType === BUS_MESSAGE_TYPE_POLICY_UPDATE) this.#pendingMemory = payload;
        if (messageType !== BUS_MESSAGE_TYPE_ADAPTATION_COMMAND) continue;
        this.answered = Number(attributes[ATTRIBUTE.number]);
        this.memory = this.#pendingMemory;
        const failure = attributes[ATTRIBUTE.failure];
        const answer = failure === undefined ? given(payload) : failed(failure);
        if (this.#awaited?.number !== this.answered) continue;
        this.#unasked = 0;
        this.#awaited.settle(answer);
      }
    } catch (error) {
      this.#die(`it wrote what cannot be read: ${messageOf(error)}`);
      this.end();
    }
  }

  /** The last words of a process may be read after its end. */
  #dieOnceRead(reason: string): void {
    const die = () => {
      clearTimeout(timer);
      this.#die(reason);
    };
    const timer = setTimeout(die, LAST_WORDS_MS);
    this.#output?.once("end", die).once("close", die);
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
