// `npm run package`: builds the .vsix, checks what is in it, and prints its name and size.

import { ensureNodeModules } from "./setup/node-modules.mjs";
import { orExplain } from "./setup/set-up.mjs";

await orExplain(async () => {
  await ensureNodeModules();
  const { buildPackage } = await import("./package/build-package.mjs");
  const { file, sizeBytes, files } = await buildPackage();
  console.log(`${file}: ${files.length} files, ${(sizeBytes / 1000).toFixed(0)} kB`);
});
