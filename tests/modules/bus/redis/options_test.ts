import assert from "node:assert/strict";
import { test } from "node:test";
import { TolariaError } from "../../../../core/mod.ts";
import { checkRedisOptions, type RedisBusOptions } from "../../../../modules/bus/redis/options.ts";
import { withScratch } from "../../../_support/processes/scratch.ts";

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
  const action = "Cannot make redisBus as";
  for (const [options, message] of [
    [
      { url: "http://u:secret@a" },
      `${action} 'url' must be a redis or rediss address: current value is "http://***@a"`,
    ],
    [{ url: 7 }, `${action} 'url' must be a string: current value is 7`],
    [
      { password: "" },
      `${action} 'password' must be text whose length is at least 1: current value is ""`,
    ],
    [
      { pasword: "secret" },
      `${action} option 'pasword' is not known: remove it or correct its name`,
    ],
    [
      { namespace: "a{b}" },
      `${action} 'namespace' must be 1 to 128 of the characters A-Z a-z 0-9 _ . : / -: current value is "a{b}"`,
    ],
    [{ capacity: 0 }, `${action} 'capacity' must be at least 1: current value is 0`],
    [
      { url: "redis://u:secret@a:1", tls: {} },
      `${action} 'url' must be a rediss address, as there is 'tls': current value is "redis://a:1"`,
    ],
  ] as const) {
    assert.equal(faultOf(options), message);
  }
  assert.match(
    faultOf({ url: "rediss://a", tls: { ca: "/nowhere/ca.pem" } }),
    /'tls.ca' must be a file that can be read \(.*\): current value is "\/nowhere\/ca.pem"$/,
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
