import assert from "node:assert/strict";
import { test } from "node:test";
import { TolariaError } from "../../../../core/mod.ts";
import { checkRedisOptions, type RedisBusOptions } from "../../../../modules/bus/redis/options.ts";
import { withScratch } from "../../../../testing/_support/scratch.ts";

const faultOf = (options: unknown): string => {
  try {
    checkRedisOptions(options as RedisBusOptions);
  } catch (error) {
    assert.ok(TolariaError.is(error, "options/invalid"));
    return (error as Error).message;
  }
  return assert.fail("was taken");
};

test("redisBus() names what is wrong with its options, and shows no password", () => {
  for (const [options, message] of [
    [
      { url: "http://u:secret@a" },
      `"url" must be a redis or rediss address, but is "http://***@a"`,
    ],
    [{ url: 7 }, `"url" must be a string, but is 7`],
    [{ password: "" }, `"password" must be text whose length is at least 1, but is ""`],
    [
      { pasword: "secret" },
      `Unknown option "pasword"; did you mean "password"? Known options: url, username, password, tls, namespace, group, capacity, streamLength, timeoutMs, flushTimeoutMs, spillFolder`,
    ],
    [
      { namespace: "a{b}" },
      `"namespace" must be 1 to 128 of the characters A-Z a-z 0-9 _ . : / -, but is "a{b}"`,
    ],
    [{ capacity: 0 }, `"capacity" must be at least 1, but is 0`],
    [
      { url: "redis://u:secret@a:1", tls: {} },
      `"url" must be a rediss address, as "tls" is given, but is "redis://a:1"`,
    ],
  ] as const) {
    assert.equal(faultOf(options), `${message}. Cannot make redisBus.`);
  }
  assert.match(
    faultOf({ url: "rediss://a", tls: { ca: "/nowhere/ca.pem" } }),
    /"tls.ca" must be a file that can be read \(.*\), but is "\/nowhere\/ca.pem"\./,
  );
});

test("redisBus() reads the files that it is given, and takes user and password from the address", () =>
  withScratch(async ({ path, write }) => {
    write("ca.pem", "certificate");
    const url = "rediss://user:secret@a:1";
    const tls = { ca: path("ca.pem"), serverName: "b" };
    const task = checkRedisOptions({ url, tls, spillFolder: path("s") });
    assert.deepEqual(task.tls, { ca: "certificate", servername: "b" });
    assert.equal(task.url, url);
    assert.equal(task.shown, "rediss://a:1");
    // Two namespaces of one Redis do not send each other's messages.
    const other = checkRedisOptions({ url, namespace: "x", spillFolder: path("s") });
    assert.notEqual(task.spillName, other.spillName);
  }));
