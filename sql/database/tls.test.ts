import {
  chmodSync,
  chownSync,
  mkdtempSync,
  readFileSync,
  readdirSync,
  rmSync,
  writeFileSync,
} from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { fileURLToPath } from "node:url";
import { generate } from "selfsigned";
import { afterAll, beforeAll, describe, expect, it } from "vitest";
import { dataDirectory } from "../embedded/cluster.ts";
import { faultLine } from "../embedded/faults.ts";
import { TEST_PASSWORD, freePort, makeTestCluster } from "../testing/cluster.ts";
import { testServer } from "../testing/test-server.ts";
import type { TestServer } from "../testing/test-server.ts";
import { hostSettings } from "./connection.ts";
import { databaseEnvironment, parseEnvironment } from "./environment.ts";
import { openHosts } from "./hosts/open-hosts.ts";

const folder = mkdtempSync(join(tmpdir(), "futuresync-tls-"));
const CA = join(folder, "ca.pem");
const OTHER_CA = join(folder, "other-ca.pem");

async function makeAuthority(name: string) {
  const { private: key, cert } = await generate([{ name: "commonName", value: name }], {
    algorithm: "sha256",
    extensions: [
      { name: "basicConstraints", cA: true, critical: true },
      { name: "keyUsage", keyCertSign: true, cRLSign: true, critical: true },
    ],
  });
  return { key, cert };
}

const settings = (variables: Record<string, string>) => () =>
  hostSettings(
    parseEnvironment(databaseEnvironment, { DATABASE_HOST: "db", ...variables }),
    "futuresync_api",
  );

describe("TLS to the database", { timeout: 30_000 }, () => {
  let server: TestServer;
  beforeAll(async () => {
    const authority = await makeAuthority("FutureSync test authority");
    writeFileSync(CA, authority.cert);
    writeFileSync(OTHER_CA, (await makeAuthority("another authority")).cert);
    // Of the name alone: the address leads to the same server and is not in it.
    const own = await generate([{ name: "commonName", value: "localhost" }], {
      algorithm: "sha256",
      ca: authority,
      extensions: [{ name: "subjectAltName", altNames: [{ type: 2, value: "localhost" }] }],
    });
    const cluster = await makeTestCluster();
    for (const [name, content] of [
      ["server.key", own.private],
      ["server.crt", own.cert],
    ] as const) {
      const file = join(dataDirectory(cluster), name);
      writeFileSync(file, content);
      if (cluster.user !== undefined) chownSync(file, cluster.user.uid, cluster.user.gid);
      chmodSync(file, 0o600);
    }
    server = testServer(cluster, await freePort());
    await server.start();
  }, 60_000);
  afterAll(async () => {
    await server.remove();
    rmSync(folder, { recursive: true, force: true });
  });

  const use = async (on: "on" | "off") => {
    await server.sql(`ALTER SYSTEM SET ssl = ${on}`);
    await server.sql("SELECT pg_reload_conf()");
    await expect
      .poll(() => server.sql<{ ssl: string }>("SHOW ssl").then(([row]) => row?.ssl))
      .toBe(on);
  };
  /** Whether the connection is encrypted, or the one line that says why there is none. */
  const connect = async (host: string, ca: string): Promise<string> => {
    const env = parseEnvironment(databaseEnvironment, {
      DATABASE_HOST: host,
      DATABASE_PORT: String(server.port),
      DATABASE_NAME: "postgres",
      DATABASE_USERNAME: "postgres",
      DATABASE_PASSWORD: TEST_PASSWORD,
      DATABASE_SSL_ENABLED: "true",
      DATABASE_SSL_CA: ca,
    });
    const hosts = openHosts(hostSettings(env, "futuresync_api"), {
      applicationName: "test-tls",
      onError: () => undefined,
    });
    try {
      const { rows } = await hosts.primary.query<{ encrypted: string }>(
        "SELECT CASE WHEN ssl THEN version END AS encrypted FROM pg_stat_ssl WHERE pid = pg_backend_pid()",
      );
      return rows[0]?.encrypted ?? "in clear";
    } catch (error) {
      return faultLine(error) ?? `no line for ${String(error)}`;
    } finally {
      await hosts.end();
    }
  };

  it("connects to the host whose certificate the known authority has signed", async () => {
    await use("on");
    expect(await connect("localhost", CA)).toMatch(/^TLSv1\.[23]$/);
  });

  it("refuses another authority and another host's certificate, each in one line", async () => {
    await use("on");
    expect(await connect("localhost", OTHER_CA)).toBe(
      "the database server is not trusted: the certificate is not of a known authority (DATABASE_SSL_CA)",
    );
    expect(await connect("127.0.0.1", CA)).toBe(
      "the database server is not trusted: the certificate is another host's",
    );
  });

  it("refuses a server without TLS, rather than send the password in clear", async () => {
    await use("off");
    expect(await connect("localhost", CA)).toBe(
      "the database server is not trusted: it offers no TLS (DATABASE_SSL_ENABLED)",
    );
  });

  it("names the variable when its file is not there, or is set without TLS", () => {
    const login = { DATABASE_USERNAME: "futuresync_api", DATABASE_PASSWORD: "x" };
    const absent = { ...login, DATABASE_SSL_CA: join(folder, "absent") };
    expect(settings({ ...absent, DATABASE_SSL_ENABLED: "true" })).toThrow(
      /^DATABASE_SSL_CA: .*absent cannot be read \(ENOENT\)$/,
    );
    expect(settings(absent)).toThrow(/^DATABASE_SSL_CA: means nothing without/);
  });
});

it("nothing of ours turns the verification off", () => {
  const root = fileURLToPath(new URL("../..", import.meta.url));
  // Not written out, or this file would be found.
  const word = ["reject", "Unauthorized"].join("");
  const found = ["api", "console/src", "daemon", "e2e", "grafana", "sql"].flatMap((part) =>
    readdirSync(join(root, part), { recursive: true, encoding: "utf8" })
      .filter((file) => /\.(tsx?|mjs|json)$/.test(file))
      .map((file) => join(root, part, file))
      .filter((file) => readFileSync(file, "utf8").includes(word)),
  );
  expect(found).toEqual([]);
});
