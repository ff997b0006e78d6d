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
    elsewhere: "library",
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
    ["<ipython-input-3-9c1185a5c5e9>", "own", "notebook", null],
    ["/tmp/ipykernel_4242/3871919226.py", "own", "notebook", null],
    ["C:\\app\\pkg\\mod.py", "library", "pkg", undefined],
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
      elsewhere: "library",
    });
    expect(windows("run.py")).toEqual({ path: "c:\\work\\app\\run.py", origin: "own", package: "run" });
    expect(windows("c:/WORK/app/pkg/x.py")).toMatchObject({ origin: "own", package: "pkg" });
    expect(windows("c:\\python311\\lib\\json\\decoder.py")).toMatchObject({ origin: "stdlib", package: "json" });
    expect(windows("C:\\Python311\\lib\\SITE-PACKAGES\\flask\\app.py")).toMatchObject({ origin: "library" });
  });

  it("of a profile whose interpreter and workspace are not known: all that is no library is own", () => {
    const anywhere = createOriginClassifier({
      ...{ workspaceFolder: "", stdlib: "", sitePackages: [], prefix: "", basePrefix: "", cwd: "/", platform: "linux" },
      elsewhere: "own",
    });
    expect(anywhere("/srv/shop/cart.py")).toMatchObject({ origin: "own", package: "shop" });
    expect(anywhere("/usr/local/lib/python3.12/json/decoder.py")).toMatchObject({ origin: "stdlib", package: "json" });
    expect(anywhere("/opt/py/lib64/python3.13t/re/__init__.py")).toMatchObject({ origin: "stdlib", package: "re" });
    expect(anywhere("/usr/lib/python3.12/site-packages/six.py")).toMatchObject({ origin: "library", package: "six" });
    expect(anywhere("C:\\Program Files\\Python311\\Lib\\ast.py")).toMatchObject({ origin: "stdlib", package: "ast" });
    expect(anywhere("C:\\work\\shop\\cart.py")).toMatchObject({ origin: "own", package: "shop" });
  });
});
