// Fetches a VS Code server (taken from the npm package "code-server") into .vscode-test/server-<version>-r<recipe>/.
// No compiler, no package install scripts, nothing but the npm registry.
import { createHash } from "node:crypto";
import { existsSync, mkdirSync, readFileSync, rmSync, writeFileSync } from "node:fs";
import path from "node:path";
import { buildAside } from "../setup/build-aside.mjs";
import { MissingPrerequisite, npm, run } from "../setup/commands.mjs";
import { cacheDir } from "../setup/paths.mjs";
import {
  chosenHost,
  HOSTS,
  NODE_INTEGRITY,
  NODE_PTY,
  PLATFORM,
  RECIPE,
  RIPGREP_INTEGRITY,
  RIPGREP_VERSION,
} from "./hosts.mjs";
import { replacedPackages, writeStandIns } from "./stand-ins.mjs";

/** Makes sure the host is there; gives `{ version, node, server }`: what to spawn. */
export async function ensureHost(version = chosenHost()) {
  requireSupported(version);
  const home = path.join(cacheDir, `server-${version}-r${RECIPE}`);
  await buildAside(home, `the VS Code ${version} server`, (dir) => build(version, dir));
  const ownNode = path.join(home, "node", "package", "bin", "node");
  return {
    version,
    node: existsSync(ownNode) ? ownNode : process.execPath,
    server: path.join(home, "package", "lib", "vscode", "out", "server-main.js"),
  };
}

function requireSupported(version) {
  const host = HOSTS[version];
  if (!host) {
    const known = Object.keys(HOSTS).join(" or ");
    throw new MissingPrerequisite(`There is no VS Code server host ${version}. Set HEATLINE_HOST to ${known}.`);
  }
  if (!RIPGREP_INTEGRITY[PLATFORM] || (needsOwnNode(host) && !NODE_INTEGRITY[host.node]?.[PLATFORM])) {
    throw new MissingPrerequisite(
      `The VS Code ${version} server host does not run on ${PLATFORM} with Node ${process.versions.node}. ` +
        "Test in desktop VS Code instead: VSCODE_TEST_DESKTOP=stable npm test -- --only build,extension",
    );
  }
}

const needsOwnNode = (host) => host.node !== null && Number(process.versions.node.split(".")[0]) < 24;

async function build(version, dir) {
  const host = HOSTS[version];
  const unwanted = ["*.map", ...host.dropExtensions.map((name) => `package/lib/vscode/extensions/${name}`)];
  const wanted = ["package/lib/vscode", "package/LICENSE", "package/ThirdPartyNotices.txt"];
  await fetchPackage(host, dir, [...unwanted.map((pattern) => `--exclude=${pattern}`), ...wanted]);
  const vscode = path.join(dir, "package", "lib", "vscode");
  pinDependencies(vscode, host.dropPackages);
  await npm(["ci", "--omit=dev", "--ignore-scripts", "--legacy-peer-deps"], { cwd: vscode });
  writeStandIns(path.join(vscode, "node_modules"));
  editJson(path.join(vscode, "product.json"), (product) => {
    delete product.extensionsGallery;
  });
  if (needsOwnNode(host)) {
    const spec = { spec: `node-${PLATFORM}@${host.node}`, integrity: NODE_INTEGRITY[host.node][PLATFORM] };
    await fetchPackage(spec, path.join(dir, "node"), ["package/bin/node"]);
  }
}

/** Unpacks a part of an npm package into `dir`/package, after comparing its bytes with the pinned sha512. */
async function fetchPackage({ spec, integrity }, dir, tarArguments) {
  mkdirSync(dir, { recursive: true });
  const stdout = await npm(["pack", spec, "--json", "--pack-destination", dir], { cwd: dir });
  const file = path.join(dir, JSON.parse(stdout)[0].filename);
  const got = `sha512-${createHash("sha512").update(readFileSync(file)).digest("base64")}`;
  if (got !== integrity) throw new Error(`${spec}: expected ${integrity}, got ${got}`);
  await run("tar", ["-xzf", file, "-C", dir, ...tarArguments]);
  rmSync(file);
}

/** Drops the packages that compile or that nobody needs here, and pins the ready-made binaries in the server's lock. */
function pinDependencies(vscode, dropPackages) {
  const gone = [...dropPackages, ...replacedPackages];
  const ripgrep = `@vscode/ripgrep-${PLATFORM}`;
  const edit = (project) => {
    for (const name of gone) delete project.dependencies[name];
    project.dependencies["node-pty"] = NODE_PTY.version;
    project.dependencies[ripgrep] = RIPGREP_VERSION;
  };
  editJson(path.join(vscode, "package.json"), (project) => {
    edit(project);
    delete project.overrides;
  });
  editJson(path.join(vscode, "npm-shrinkwrap.json"), (lock) => {
    edit(lock.packages[""]);
    for (const key of Object.keys(lock.packages)) {
      const isGone = gone.some((name) => key === `node_modules/${name}` || key.startsWith(`node_modules/${name}/`));
      if (isGone) delete lock.packages[key];
    }
    // Without `resolved` npm asks the registry it is set up for; the integrity pins the bytes.
    const pty = lock.packages["node_modules/node-pty"];
    lock.packages["node_modules/node-pty"] = { ...pty, ...NODE_PTY, resolved: undefined };
    lock.packages[`node_modules/${ripgrep}`] = { version: RIPGREP_VERSION, integrity: RIPGREP_INTEGRITY[PLATFORM] };
  });
}

function editJson(file, edit) {
  const value = JSON.parse(readFileSync(file, "utf8"));
  edit(value);
  writeFileSync(file, JSON.stringify(value, null, 1));
}
