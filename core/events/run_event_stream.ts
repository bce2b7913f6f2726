import type { Span } from "../../deps.ts";
import { MessagePriority } from "../../proto/mod.ts";
import type { Incident } from "../ports/reports/incident.ts";
import type { EventRule, EventRules } from "./event_rule.ts";
import type { RunEvent, RunEventKind, RunEvents } from "./run_event.ts";

/** Where an event happened, if that is not where training stands. */
export interface EventPlace {
  /** The span that it belongs to. @default the run's */
  readonly span?: Span;
  /** Updates done before it. @default those done now */
  readonly step?: number;
  /** Epoch that it fell in, from 1. @default the one in progress */
  readonly epoch?: number;
}

/** Tells a run what happened. Off the hot path: numbers of steps go by direct calls. */
export interface RunEventEmitter {
  /** Tells every subscriber; whoever emits knows none of them. */
  emit<K extends RunEventKind>(kind: K, payload: RunEvents[K], place?: EventPlace): void;
}

/** An event as its subscribers see it. */
export interface EventRecord<K extends RunEventKind = RunEventKind> {
  readonly event: RunEvent<K>;
  readonly rule: EventRule<K>;
  /** Updates done before it. */
  readonly step: number;
  /** Epoch that it fell in, from 1. */
  readonly epoch: number;
  readonly span: Span;
  /** The incident that it is, if it is one. */
  readonly incident: Incident | undefined;
  /** Whether that incident must get out at once. */
  readonly critical: boolean;
}

/** Events that are kept between two runs at most. */
const KEPT = 1_000;

/** One typed stream of everything that happens in a trainer's runs. */
export class RunEventStream implements RunEventEmitter {
  readonly #rules: EventRules;
  readonly #progress: { readonly step: number; readonly epoch: number };
  #subscribers: readonly ((record: EventRecord) => void)[] = [];
  #span: Span | undefined;
  #kept: (() => void)[] = [];

  /** @param progress Where training stands; read with each event. */
  constructor(rules: EventRules, progress: { readonly step: number; readonly epoch: number }) {
    this.#rules = rules;
    this.#progress = progress;
  }

  /** Begins a run: delivers what was kept since the last one. Returns what ends it. */
  begin(span: Span): () => void {
    this.#span = span;
    for (const emit of this.#kept.splice(0)) emit();
    return () => {
      this.#span = undefined;
    };
  }

  /** Calls `onEvent` with every event from now on, until the returned function is called. */
  subscribe(onEvent: (record: EventRecord) => void): () => void {
    this.#subscribers = [...this.#subscribers, onEvent];
    return () => {
      this.#subscribers = this.#subscribers.filter((other) => other !== onEvent);
    };
  }

  /** Calls `onEvent` with the payload of each event of one kind, until the returned function is called. */
  on<K extends RunEventKind>(kind: K, onEvent: (payload: RunEvents[K]) => void): () => void {
    return this.subscribe(({ event }) => {
      if (event.kind === kind) onEvent(event as unknown as RunEvents[K]);
    });
  }

  emit<K extends RunEventKind>(kind: K, payload: RunEvents[K], place: EventPlace = {}): void {
    const rule = this.#rules[kind] as unknown as EventRule<K>;
    const span = place.span ?? this.#span;
    if (!span || !this.#span) {
      if (rule.keptBetweenRuns && this.#kept.length < KEPT) {
        this.#kept.push(() => this.emit(kind, payload));
      }
      return;
    }
    const step = place.step ?? this.#progress.step;
    const epoch = place.epoch ?? this.#progress.epoch + 1;
    const text = rule.incident?.(payload);
    const record = {
      event: { kind, ...payload },
      rule,
      step,
      epoch,
      span,
      incident: text && { ...text, step, epoch },
      critical: text !== undefined && rule.priority === MessagePriority.MESSAGE_PRIORITY_CRITICAL,
    } as unknown as EventRecord;
    for (const subscriber of this.#subscribers) subscriber(record);
  }
}
