import assert from "node:assert/strict";
import { test } from "node:test";
import { readNotice } from "../../../core/bus/emergency_notice.ts";
import { envelopeOf } from "../../../core/bus/envelope.ts";
import { messageOf, safeText, TolariaError, withoutCredentials } from "../../../core/errors/mod.ts";
import { show } from "../../../core/options.ts";
import { otlp, redisBus } from "../../../modules/mod.ts";
import {
  decodeSignal,
  encodeSignal,
} from "../../../modules/signal_channels/shared_memory/signal_content.ts";
import { fromBytes } from "../../../modules/signal_channels/shared_memory/text.ts";
import { ANSWER, faultIn } from "../../../modules/tamiyo/_host/mailbox.ts";
import {
  EmergencyLevel,
  EmergencySignal,
  type EventEnvelope,
  MessagePriority,
} from "../../../proto/mod.ts";

/** A title of the terminal, colours, a second line, a line end of Unicode's, an override of direction, and a password. */
const HOSTILE =
  "\x1b]0;PWNED\x07\x1b[31mred\nfake line\u2028\u202etxt.exe redis://u:s3cret/p@w@host";

const hostile = new TextEncoder().encode(HOSTILE);

const emergency = {
  version: 1,
  level: 1,
  reason: HOSTILE,
  origin: HOSTILE,
  trainingRunId: HOSTILE,
};

const wordFrom = () => {
  const payload = EmergencySignal.encode({ ...emergency, monotonicMs: 1 });
  const message = {
    eventType: "tolaria.emergency.raised",
    payloadType: "esper.leyline.v1.EmergencySignal",
    payload,
    priority: MessagePriority.MESSAGE_PRIORITY_CRITICAL,
  };
  const { reason, origin, runId } = readNotice(envelopeOf(message, 0) as EventEnvelope) ?? {};
  return `${reason} ${origin} ${runId}`;
};

const signalFrom = () => {
  const by = { pid: 1, writtenNs: 1n, wallMs: 1, runId: "run" };
  const request = { level: EmergencyLevel.EMERGENCY_LEVEL_MINOR, reason: HOSTILE, origin: HOSTILE };
  const bytes = new Uint8Array(encodeSignal(request, by));
  const { reason, origin } = decodeSignal({ number: 1, bytes });
  return `${reason} ${origin}`;
};

const DOORS: Readonly<Record<string, () => string>> = {
  "an error of another program": () => messageOf(new Error(HOSTILE)),
  "a value of an option": () => show(HOSTILE),
  "a value of an option in a list": () => show([HOSTILE]),
  "word of an emergency": wordFrom,
  "a signal in shared memory": signalFrom,
  "a name in shared memory": () => fromBytes(hostile),
  "a controller's fault": () => faultIn({ kind: ANSWER.failed, bytes: hostile }),
};

for (const [name, read] of Object.entries(DOORS)) {
  test(`safeText() makes one harmless line of ${name}`, () => {
    const text = read();
    // The value of an option is JSON, in which escapes are written out.
    const lines = name.startsWith("an error") ? text.replaceAll("\n", "") : text;
    assert.doesNotMatch(lines, /\p{Cc}/u);
    assert.doesNotMatch(text, /s3cret|p@w/);
    assert.match(text, /txt\.exe redis:\/\/\*\*\*@host/);
  });
}

test("safeText() cuts a text that is too long", () => {
  assert.equal(safeText("x".repeat(5_000)).length, 1_000);
  assert.equal(safeText("x".repeat(50), 10), "x".repeat(10));
});

test("withoutCredentials() leaves texts without credentials as they are", () => {
  for (const text of ["http://host/path", "a@b // c", "user@host", "https://h:1/?q=1"]) {
    assert.equal(withoutCredentials(text), text);
  }
});

/** Addresses whose password is `s3cr3t`, with characters that should be percent-encoded and are not. */
const ADDRESSES = [
  "u:a@s3cr3t",
  "u:a/s3cr3t",
  "u:a#s3cr3t",
  "u:1/s3cr3t",
  "u:1#s3cr3t",
  ":s3cr3t/PW",
];

for (const credentials of ADDRESSES) {
  test(`redisBus() and otlp() show nothing of the password in //${credentials}@`, () => {
    for (const make of [
      () => redisBus({ url: `redis://${credentials}@127.0.0.1:9`, tls: {} }),
      () => redisBus({ url: `http://${credentials}@127.0.0.1:9` }),
      () => redisBus({ url: `redis://${credentials}@127.0.0.1:9`, capacity: 0 }),
      () => otlp({ endpoint: `ftp://${credentials}@127.0.0.1` }),
      () => otlp({ endpoint: `http://${credentials}@127.0.0.1`, timeoutMs: 0 }),
      () => otlp({ headers: "authorization=s3cr3t" as never }),
    ]) {
      assert.throws(make, (error) => {
        assert.ok(TolariaError.is(error, "options/invalid"));
        assert.doesNotMatch((error as Error).message, /s3cr3t/);
        return true;
      });
    }
  });
}
