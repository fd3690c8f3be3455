import { expect, it } from "vitest";
import { platformName } from "../../src/binaries/platform-name.js";

// Paths of real packages.
it.each([
  [
    "node_modules/@img/sharp-linux-x64/lib/sharp-linux-x64.node",
    "node_modules/@img/sharp-linuxmusl-arm64/lib/sharp-linuxmusl-arm64.node",
    "node_modules/@img/sharp-darwin-arm64/lib/sharp-darwin-arm64-0.35.5.node",
  ],
  ["node_modules/@esbuild/linux-x64/bin/esbuild", "node_modules/@esbuild/win32-x64/esbuild.exe"],
  [
    "node_modules/.pnpm/@img+sharp-linux-x64@0.33.0/node_modules/@img/sharp-linux-x64/lib/sharp-linux-x64.node",
    "node_modules/.pnpm/@img+sharp-darwin-x64@0.33.0/node_modules/@img/sharp-darwin-x64/lib/sharp-darwin-x64.node",
  ],
  [
    "node_modules/bcrypt/prebuilds/linux-x64/bcrypt.glibc.node",
    "node_modules/bcrypt/prebuilds/linux-x64/bcrypt.musl.node",
    "node_modules/bcrypt/prebuilds/darwin-x64+arm64/bcrypt.node",
  ],
  [
    "node_modules/onnxruntime-node/bin/napi-v6/linux/x64/onnxruntime_binding.node",
    "node_modules/onnxruntime-node/bin/napi-v6/win32/arm64/DirectML.dll",
  ],
  [
    "node_modules/.prisma/client/libquery_engine-rhel-openssl-3.0.x.so.node",
    "node_modules/.prisma/client/libquery_engine-darwin-arm64.dylib.node",
    "node_modules/.prisma/client/query_engine-windows.dll.node",
  ],
  [
    "node_modules/aws-crt/dist/bin/linux-x64-glibc/aws-crt-nodejs.node",
    "node_modules/aws-crt/dist/bin/darwin-arm64-cruntime/aws-crt-nodejs.node",
  ],
  [
    "node_modules/@msgpackr-extract/msgpackr-extract-linux-x64/node.napi.glibc.node",
    "node_modules/@msgpackr-extract/msgpackr-extract-linux-x64/node.napi.musl.node",
  ],
  [
    "numpy/core/_multiarray_umath.cpython-312-x86_64-linux-gnu.so",
    "numpy/core/_multiarray_umath.cpython-312-darwin.so",
  ],
])("%s stands for others", (...paths) => {
  const names = paths.map(platformName);
  expect(new Set(names.map(({ slot }) => slot)).size).toBe(1);
  expect(new Set(names.map(({ variant }) => variant)).size).toBe(paths.length);
  expect(names.map(({ variant }) => variant)).not.toContain(null);
});

it.each([
  "node_modules/better-sqlite3/build/Release/better_sqlite3.node",
  "node_modules/sharp/build/Release/sharp-darwin-arm64v8.node",
  "node_modules/sqlite3/lib/binding/napi-v6-linux-glibc-x64/node_sqlite3.node",
  "node_modules/fsevents/fsevents.node",
  "node_modules/ffmpeg-static/ffmpeg",
  "bootstrap",
  "bin/armadillo",
])("%s stands for itself", (path) => {
  expect(platformName(path)).toEqual({ slot: path, variant: null });
});

it("keeps what does another thing apart", () => {
  const slots = [
    "node_modules/@img/sharp-linux-x64/lib/sharp-linux-x64.node",
    "node_modules/@img/sharp-libvips-linux-x64/lib/libvips-cpp.so.42",
    "node_modules/a/node_modules/@img/sharp-linux-x64/lib/sharp-linux-x64.node",
    "node_modules/.prisma/client/libquery_engine-rhel-openssl-3.0.x.so.node",
    "node_modules/@prisma/engines/schema-engine-rhel-openssl-3.0.x",
  ].map((path) => platformName(path).slot);
  expect(new Set(slots).size).toBe(slots.length);
});
