// What tests need from PyPI, pinned, in folders of our own: nobody's environment is touched.
import { existsSync, mkdirSync, rmSync, writeFileSync } from "node:fs";
import path from "node:path";
import { buildAside } from "./build-aside.mjs";
import { canInstallDebianPackages, installDebianPackages, MissingPrerequisite, run, say } from "./commands.mjs";
import { findInterpreters, interpreterForTools } from "./interpreters.mjs";
import { cacheDir, shown } from "./paths.mjs";

/** Raise when the lists below change. */
const RECIPE = 1;
const PY_SPY = ["py-spy==0.4.2"];
/** Pure Python, and all of it works on 3.8: the one folder serves every interpreter. */
const PYTEST = [
  ...["pytest==8.3.5", "pluggy==1.5.0", "iniconfig==2.0.0", "packaging==24.2"],
  ...["exceptiongroup==1.2.2", "tomli==2.0.1"],
];
/** Programs that are not ours, to profile doing real work. */
const REAL_PROGRAMS = [
  ...["jinja2==3.1.6", "markupsafe==2.1.5", "markdown-it-py==3.0.0", "mdurl==0.1.2"],
  ...["html5lib==1.1", "six==1.17.0", "webencodings==0.5.1", "yapf==0.43.0", "platformdirs==4.3.6"],
];

const windows = process.platform === "win32";
const toolsDir = path.join(cacheDir, "python");

/**
 * Makes sure that Python and its tools are there. Gives the interpreters found, py-spy's executable, the folder with
 * packages for PYTHONPATH, and the interpreter of the sample project's own environment.
 */
export async function ensurePythonTools() {
  const interpreters = await ensureInterpreters();
  const base = interpreterForTools(interpreters).path;
  const pip = lazily(() => findPip(base));
  const pySpyDir = await buildAside(path.join(toolsDir, `py-spy-r${RECIPE}`), "py-spy", async (dir) =>
    install(await pip(), dir, PY_SPY),
  );
  const packages = await buildAside(
    path.join(toolsDir, `packages-r${RECIPE}`),
    "the Python packages of the tests",
    async (dir) => install(await pip(), dir, [...PYTEST, ...REAL_PROGRAMS]),
  );
  const samplePython = await ensureSampleEnvironment(base, pip);
  return { interpreters, pySpy: path.join(pySpyDir, "bin", windows ? "py-spy.exe" : "py-spy"), packages, samplePython };
}

/** The environment variables under which tests find all this. */
export function testEnvironment({ interpreters, pySpy, packages, samplePython }) {
  return {
    HEATLINE_TEST_PY_SPY: pySpy,
    HEATLINE_TEST_PYTHONS: JSON.stringify(interpreters.map((interpreter) => interpreter.path)),
    HEATLINE_TEST_PACKAGES: packages,
    HEATLINE_TEST_SAMPLE_PYTHON: samplePython,
  };
}

async function ensureInterpreters() {
  const found = await findInterpreters();
  if (found.length > 0) return found;
  if (canInstallDebianPackages(existsSync)) {
    say("Installing Python (apt-get install python3) ...");
    await installDebianPackages(["python3", "python3-pip", "python3-venv"]);
    const installed = await findInterpreters();
    if (installed.length > 0) return installed;
  }
  throw new MissingPrerequisite("No Python 3.8 or newer was found. Install Python and put python3 on the PATH.");
}

/** A command that runs pip: the interpreter's own, else one in a private environment, else Debian's. */
async function findPip(base) {
  const own = [base, "-m", "pip"];
  if (await works([...own, "--version"])) return own;
  const environment = path.join(toolsDir, "pip");
  const python = executableIn(environment);
  const priv = [python, "-m", "pip"];
  if (existsSync(python) && (await works([...priv, "--version"]))) return priv;
  rmSync(environment, { recursive: true, force: true });
  if (await works([base, "-m", "venv", environment])) return priv;
  if (canInstallDebianPackages(existsSync)) {
    say("Installing pip (apt-get install python3-pip) ...");
    await installDebianPackages(["python3-pip", "python3-venv"]);
    const debian = ["/usr/bin/python3", "-m", "pip"];
    if (await works([...debian, "--version"])) return debian;
  }
  throw new MissingPrerequisite(
    `${base} has neither pip nor venv. Install pip for it (Debian: python3-pip python3-venv).`,
  );
}

async function works([command, ...args]) {
  return run(command, args).then(
    () => true,
    () => false,
  );
}

async function install([command, ...pip], dir, requirements) {
  const options = ["--no-deps", "--no-compile", "--disable-pip-version-check", "--no-input", "--progress-bar", "off"];
  await run(command, [...pip, "install", "--quiet", ...options, "--target", dir, ...requirements], {
    // A `user = true` or a target of the person's own pip configuration must not win.
    env: { PIP_USER: "0", PIP_REQUIRE_VIRTUALENV: "0", PIP_ROOT_USER_ACTION: "ignore" },
  });
}

/**
 * A virtual environment with pytest for the sample project. Its scripts hold its own path, so it cannot be built aside:
 * a marker, written last, says that it is whole.
 */
async function ensureSampleEnvironment(base, pip) {
  const dir = path.join(cacheDir, "sample-venv");
  const python = executableIn(dir);
  const marker = path.join(dir, `.ready-r${RECIPE}`);
  if (existsSync(marker) && existsSync(python)) return python;
  say(`Making the sample project's Python environment (once, into ${shown(dir)}) ...`);
  rmSync(dir, { recursive: true, force: true });
  mkdirSync(cacheDir, { recursive: true });
  await run(base, ["-m", "venv", "--without-pip", dir]);
  const purelib = await run(python, ["-c", "import sysconfig; print(sysconfig.get_path('purelib'))"]);
  await install(await pip(), purelib.trim(), PYTEST);
  writeFileSync(marker, "");
  return python;
}

function executableIn(environment) {
  return windows ? path.join(environment, "Scripts", "python.exe") : path.join(environment, "bin", "python");
}

function lazily(make) {
  let made;
  return () => {
    made ??= make();
    return made;
  };
}
