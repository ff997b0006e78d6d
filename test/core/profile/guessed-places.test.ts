import { expect, test } from "vitest";
import { createOriginClassifier } from "../../../src/core/profile/code-origin.ts";
import { guessPlaces } from "../../../src/core/profile/guessed-places.ts";

function origins(files: readonly string[], cwd: string, platform = "linux") {
  const classify = createOriginClassifier(guessPlaces(files, cwd, platform));
  return files.map((file) => `${classify(file).origin} ${classify(file).package}`);
}

test("what is below the folder is own code; the standard library shows itself by its folder", () => {
  const files = [
    "/home/me/app/src/shop/cart.py",
    "/usr/lib/python3.12/json/decoder.py",
    "/usr/lib/python3.12/site-packages/numpy/core.py",
    "/opt/tools/other.py",
    "<frozen importlib._bootstrap>",
  ];
  expect(origins(files, "/home/me/app")).toEqual([
    "own shop",
    "stdlib json",
    "library numpy",
    "library tools",
    "stdlib importlib",
  ]);
});

test("a profile from another machine: own code is the folder that its files share", () => {
  const files = ["/srv/shop/web/views.py", "/srv/shop/core/cart.py", "/usr/lib/python3.12/re.py"];
  expect(origins(files, "/home/me")).toEqual(["own web", "own core", "stdlib re"]);
});

test("a profile from Windows is read as such", () => {
  const files = ["C:\\work\\shop\\cart.py", "C:\\work\\shop\\web\\views.py", "C:\\Python312\\Lib\\json\\decoder.py"];
  expect(origins(files, "/home/me")).toEqual(["own cart", "own web", "stdlib json"]);
});

test("relative names are below the folder", () => {
  expect(origins(["cart.py", "web/views.py"], "/home/me/app")).toEqual(["own cart", "own web"]);
});
