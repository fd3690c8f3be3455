import { expect, test } from "vitest";
import { openDirectory } from "../../src/artifact/directory.js";
import { readLinks } from "../../src/artifact/links.js";
import { openZip } from "../../src/artifact/zip.js";
import { NAMING, plant, temporaryFolder, zipFolder } from "./trees.js";

const folder = temporaryFolder();

const TREE = {
  "real/a.js": "1",
  "real/up": { link: "../other" },
  "other/b.js": "2",
  "to-real": { link: "real" },
  "to-link": { link: "./to-real/up/" },
  "to-root": { link: "." },
  loop: { link: "loop2" },
  loop2: { link: "loop" },
  self: { link: "self/x" },
  "to-layer": { link: "/opt/nodejs" },
  absolute: { link: "/etc" },
  escape: { link: "real/../../outside" },
  dangling: { link: "gone.js" },
};

test.each(["folder", "zip"])("follows links within a %s as a system does", async (kind) => {
  const planted = plant(folder, TREE);
  const artifact =
    kind === "zip" ? await openZip(zipFolder(planted), NAMING) : await openDirectory(planted, NAMING);
  const links = await readLinks(artifact);
  const real = (path: string) => links.realPath(path);
  expect(real("real/a.js")).toBe("real/a.js");
  expect(real("to-real/a.js")).toBe("real/a.js");
  expect(real("to-real")).toBe("real");
  expect(real("to-real/up/b.js")).toBe("other/b.js");
  expect(real("to-link/b.js")).toBe("other/b.js");
  expect(real("to-root/to-root/to-real/a.js")).toBe("real/a.js");
  expect(real("dangling")).toBe("gone.js");
  expect(real("to-layer/x")).toBe("/opt/nodejs/x");
  for (const path of ["loop", "loop/x", "self", "absolute/x", "escape", "real/../../x/y"]) {
    expect(real(path), path).toBeNull();
  }
  expect(links.targets.get("to-link")).toBe("other");
  expect(links.targets.get("loop")).toBeNull();
  await artifact.close();
});
