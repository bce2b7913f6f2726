import assert from "node:assert/strict";
import { spawnSync } from "node:child_process";
import { CircuitBreakerState, EventEnvelope } from "../../../../proto/mod.ts";
import { messageOf, NOTHING, textOf } from "../../../../testing/_support/messages.ts";
import { type Scratch, withScratch } from "../../../../testing/_support/scratch.ts";
import { testUnless } from "../../../../testing/_support/suite.ts";
import { waitUntil } from "../../../../testing/_support/wait_until.ts";
import { type RedisStage, startRedisBus } from "../../../_support/bus/redis_bus.ts";
import { redisCommand } from "../../../_support/bus/redis_commands.ts";
import { NO_REDIS, type RedisServer, withRedis } from "../../../_support/bus/redis_server.ts";
import { runChild } from "../../../_support/processes/run_child.ts";

const STREAM = "{tolaria}:emergency";

/** Declares a test that needs a Redis. */
const check = (
  name: string,
  claim: (server: RedisServer, scratch: Scratch) => Promise<void>,
  options?: (scratch: Scratch) => readonly string[],
  reason: string | undefined = NO_REDIS,
) =>
  testUnless(reason, name, () =>
    withScratch((scratch) => withRedis((server) => claim(server, scratch), options?.(scratch))),
  );

const texts = ({ heard }: RedisStage) => heard.map(textOf);

const put = (url: string, field: string, value: Uint8Array) =>
  redisCommand(url, "XADD", STREAM, "*", field, Buffer.from(value));

check(
  "redisBus() refuses whatever else is in its streams, and goes on",
  async ({ url }, { path }) => {
    const stage = await startRedisBus({ url, spillFolder: path("spill") });
    await stage.is("up");
    const good = EventEnvelope.encode(messageOf("good", "critical"));
    await put(url, "other", good);
    await put(url, "envelope", new Uint8Array([255, 0, 255]));
    await put(url, "envelope", new Uint8Array(100_000));
    await put(url, "envelope", good);
    await put(url, "envelope", good);
    await put(url, "envelope", EventEnvelope.encode(messageOf("last", "critical")));
    await waitUntil("the last is there", () => texts(stage).includes("last"));
    assert.deepEqual(texts(stage), ["good", "last"]);
    await stage.bus.dispose();
    assert.deepEqual(stage.bus.counts, { ...NOTHING, received: 2, repeated: 1, refused: 3 });
    assert.ok(stage.changes.some((change) => /^refused: .*Cannot read EventEnvelope/.test(change)));
    // Its group went with it.
    assert.deepEqual(await redisCommand(url, "XINFO", "GROUPS", STREAM), []);
  },
);

check(
  "redisBus() gets over a Redis that stops answering, and over one that forgets everything",
  async (server, { path }) => {
    const options = { url: server.url, timeoutMs: 500 };
    const a = await startRedisBus({ ...options, spillFolder: path("a") });
    const b = await startRedisBus({ ...options, spillFolder: path("b") });
    await Promise.all([a.is("up"), b.is("up")]);
    server.freeze();
    a.bus.publish(messageOf("while frozen", "critical"));
    await Promise.all([a.is("down"), b.is("down")]);
    const breaker = a.breakers.of("exporter/bus");
    const open = CircuitBreakerState.CIRCUIT_STATE_OPEN;
    await waitUntil("the breaker is open", () => breaker.state === open);
    server.thaw();
    await Promise.all([a.is("up"), b.is("up")]);
    assert.equal(breaker.state, CircuitBreakerState.CIRCUIT_STATE_CLOSED);
    await waitUntil("it is there", () => b.heard.length === 1);
    await redisCommand(server.url, "FLUSHALL");
    a.bus.publish(messageOf("after the flood", "critical"));
    await waitUntil("it is there", () => b.heard.length === 2);
    assert.deepEqual(texts(b), ["while frozen", "after the flood"]);
    await Promise.all([a.bus.dispose(), b.bus.dispose()]);
    assert.deepEqual(a.bus.counts, { ...NOTHING, published: 2, delivered: 2 });
  },
);

check(
  "redisBus() sends what a process left that was killed while there was no Redis",
  async (server, { path }) => {
    const listener = await startRedisBus({ url: server.url, spillFolder: path("other") });
    await listener.is("up");
    await server.kill();
    const child = await runChild("tests/fixtures/publish_then_kill.ts", [
      server.url,
      path("spill"),
      "a",
      "b",
    ]);
    assert.equal(child.signal, "SIGKILL", child.stderr);
    await server.start();
    const heir = await startRedisBus({ url: server.url, spillFolder: path("spill") });
    await waitUntil("they are there", () => listener.heard.length === 2);
    assert.deepEqual(texts(listener), ["a", "b"]);
    assert.ok(heir.changes.includes("recovered: a process that died had left them"));
    await Promise.all([heir.bus.dispose(), listener.bus.dispose()]);
    assert.deepEqual(
      { ...heir.bus.counts, received: 0 },
      { ...NOTHING, published: 2, delivered: 2 },
    );
  },
);

check("redisBus() goes on where the last bus of its group ended", async ({ url }, { path }) => {
  const options = { url, group: "host-a", spillFolder: path("spill") };
  const first = await startRedisBus(options);
  await first.is("up");
  await put(url, "envelope", EventEnvelope.encode(messageOf("before", "critical")));
  await waitUntil("it is there", () => first.heard.length === 1);
  await first.bus.dispose();
  await put(url, "envelope", EventEnvelope.encode(messageOf("meanwhile", "critical")));
  const second = await startRedisBus(options);
  await waitUntil("it is there", () => second.heard.length === 1);
  assert.deepEqual(texts(second), ["meanwhile"]);
  await second.bus.dispose();
});

check(
  "redisBus() shows a password in nothing that it says",
  async ({ url, port }, { path }) => {
    const wrong = await startRedisBus({ url, password: "wr0ng-secret", spillFolder: path("a") });
    await wrong.is("down");
    const right = await startRedisBus({
      url: `redis://default:s3cret-word@127.0.0.1:${port}`,
      spillFolder: path("b"),
    });
    await right.is("up");
    const said = JSON.stringify(
      [wrong, right].map(({ bus, changes }) => [bus.destination, changes]),
    );
    assert.match(said, /WRONGPASS/);
    assert.doesNotMatch(said, /s3cret|wr0ng/);
    await Promise.all([wrong.bus.dispose(), right.bus.dispose()]);
  },
  () => ["--requirepass", "s3cret-word"],
);

const openssl = (...args: string[]) => spawnSync("openssl", args, { encoding: "utf8" });

/** Makes a certificate that signs itself, for localhost. */
function makeCertificate({ path }: Scratch): readonly string[] {
  const subject = [
    "-subj",
    "/CN=localhost",
    "-addext",
    "subjectAltName=DNS:localhost,IP:127.0.0.1",
  ];
  const made = openssl(
    ...["req", "-x509", "-newkey", "rsa:2048", "-nodes", "-days", "2", ...subject],
    ...["-keyout", path("key.pem"), "-out", path("cert.pem")],
  );
  assert.equal(made.status, 0, made.stderr);
  const files = { cert: path("cert.pem"), key: path("key.pem"), "ca-cert": path("cert.pem") };
  return Object.entries(files).flatMap(([name, file]) => [`--tls-${name}-file`, file]);
}

check(
  "redisBus() speaks TLS with a certificate of its own, and with no server that it cannot check",
  async ({ tlsPort }, { path }) => {
    const url = `rediss://localhost:${tlsPort}`;
    const tls = { ca: path("cert.pem"), cert: path("cert.pem"), key: path("key.pem") };
    const unchecked = { cert: tls.cert, key: tls.key };
    const good = await startRedisBus({ url, tls, spillFolder: path("a") });
    const bad = await startRedisBus({ url, tls: unchecked, spillFolder: path("b") });
    await Promise.all([good.is("up"), bad.is("down")]);
    assert.match(bad.changes.join(), /self.signed|certificate/i);
    await Promise.all([good.bus.dispose(), bad.bus.dispose()]);
  },
  makeCertificate,
  NO_REDIS ??
    (openssl("version").status === 0 ? undefined : "no openssl to make a certificate with"),
);
