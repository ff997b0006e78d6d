import { describe, expect, it } from "vitest";
import { createOriginClassifier } from "../../../src/core/profile/code-origin.ts";

describe("where code comes from", () => {
  const classify = createOriginClassifier({
    workspaceFolder: "/home/me/a project",
    stdlib: "/usr/lib/python3.11",
    sitePackages: ["/home/me/a project/.venv/lib/python3.11/site-packages"],
    prefix: "/home/me/a project/myenv",
    basePrefix: "/usr",
    cwd: "/home/me/a project/scripts",
    platform: "linux",
  });

  it.each([
    ["run.py", "own", "scripts", "/home/me/a project/scripts/run.py"],
    ["../app.py", "own", "app", "/home/me/a project/app.py"],
    ["/home/me/a project/src/pkg/mod.py", "own", "pkg", "/home/me/a project/src/pkg/mod.py"],
    ["/home/me/a project/.venv/lib/python3.11/site-packages/flask/app.py", "library", "flask", undefined],
    ["/home/me/a project/.venv/lib/python3.11/site-packages/six.py", "library", "six", undefined],
    ["/home/me/a project/myenv/bin/tool.py", "library", "bin", undefined],
    ["/home/me/a projector/x.py", "library", "a projector", undefined],
    ["/usr/lib/python3/dist-packages/yaml/nodes.py", "library", "yaml", undefined],
    ["/usr/lib/python3.11/json/decoder.py", "stdlib", "json", undefined],
    ["<frozen importlib._bootstrap>", "stdlib", "importlib", null],
    ["<string>", "generated", "", null],
    ["~", "native", "", null],
    ["", "native", "", null],
    ["/usr/lib/libc.so.6", "native", "libc.so.6", undefined],
  ])("%s is %s", (file, origin, name, path) => {
    expect(classify(file)).toEqual({ path: path === undefined ? file : path, origin, package: name });
  });

  it("on Windows compares without case and with both separators", () => {
    const windows = createOriginClassifier({
      workspaceFolder: "C:\\Work\\App",
      stdlib: "C:\\Python311\\Lib",
      sitePackages: ["C:\\Python311\\Lib\\site-packages"],
      prefix: "C:\\Python311",
      basePrefix: "C:\\Python311",
      cwd: "c:\\work\\app",
      platform: "win32",
    });
    expect(windows("run.py")).toEqual({ path: "c:\\work\\app\\run.py", origin: "own", package: "run" });
    expect(windows("c:/WORK/app/pkg/x.py")).toMatchObject({ origin: "own", package: "pkg" });
    expect(windows("c:\\python311\\lib\\json\\decoder.py")).toMatchObject({ origin: "stdlib", package: "json" });
    expect(windows("C:\\Python311\\lib\\SITE-PACKAGES\\flask\\app.py")).toMatchObject({ origin: "library" });
  });
});
