import { describe, expect, it, test } from "vitest";
import { mappedPaths, proposeMapping } from "../../../src/core/profile/path-mapping.ts";

describe("where a recorded file is by a mapping", () => {
  it.each([
    ["/app/shop/cart.py", "/app", "/home/ann/shop/shop/cart.py"],
    ["/app/shop/cart.py", "/app/", "/home/ann/shop/shop/cart.py"],
    ["/application/cart.py", "/app", undefined],
    ["/app", "/app", "/home/ann/shop"],
    ["/main.py", "", "/home/ann/shop/main.py"],
    ["C:\\Work\\App\\cart.py", "c:/work/app", "/home/ann/shop/cart.py"],
    ["C:\\Work\\App\\cart.py", "C:\\Work\\App\\", "/home/ann/shop/cart.py"],
    ["\\\\build\\share\\cart.py", "\\\\build\\share", "/home/ann/shop/cart.py"],
    ["/App/cart.py", "/app", undefined],
  ])("%s below %s", (recorded, from, expected) => {
    expect(mappedPaths(recorded, [{ from, to: "/home/ann/shop" }])[0]).toBe(expected);
  });

  it("tries the nearest folder first", () => {
    const mappings = [
      { from: "/app", to: "/w" },
      { from: "/app/vendor", to: "/v" },
    ];
    expect(mappedPaths("/app/vendor/a.py", mappings)).toEqual(["/v/a.py", "/w/vendor/a.py"]);
  });
});

describe("the proposal of a mapping", () => {
  const local = [
    "/home/ann/shop/src/shop/__init__.py",
    "/home/ann/shop/src/shop/cart.py",
    "/home/ann/shop/src/shop/db/query.py",
    "/home/ann/shop/src/shop/db/__init__.py",
    "/home/ann/shop/tests/cart.py",
    "/home/ann/shop/manage.py",
  ];

  it("has the longest common end of most files", () => {
    const recorded = ["/app/src/shop/cart.py", "/app/src/shop/db/query.py", "/app/manage.py", "/usr/bin/gunicorn.py"];
    expect(proposeMapping(recorded, local)).toEqual({ from: "/app", to: "/home/ann/shop", files: 3 });
  });

  it("finds packages that are deeper here than there", () => {
    expect(proposeMapping(["/srv/42/shop/cart.py", "/srv/42/shop/db/query.py"], local)).toEqual({
      from: "/srv/42",
      to: "/home/ann/shop/src",
      files: 2,
    });
  });

  it("reads paths from Windows", () => {
    expect(proposeMapping(["D:\\build\\shop\\db\\query.py"], local)).toEqual({
      from: "D:/build",
      to: "/home/ann/shop/src",
      files: 1,
    });
  });

  test.each([
    ["no file of that name", ["/app/other.py"]],
    ["a name that is everywhere", ["/app/conftest.py", "/app/other/__init__.py"]],
    ["two files that fit as well", ["/app/cart.py"]],
    ["nothing recorded", []],
  ])("is none for %s", (_, recorded) => {
    expect(proposeMapping(recorded, local)).toBeNull();
  });

  it("counts a file once, however often it is named", () => {
    expect(proposeMapping(["/app/manage.py", "/app/manage.py"], local)?.files).toBe(1);
  });
});
